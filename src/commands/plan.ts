/** hwr-run plan SPEC: what would run, what is cached, how long it will take. */

import { countImages, countScorings, estimateTimes } from '../plan/estimate.js';
import { walkPlan } from '../plan/walk.js';
import { formatCount } from '../report/numbers.js';
import { layoutTable } from '../report/text-table.js';
import { runFolderName } from '../run/run-folder.js';
import { openStore } from '../store/folder-store.js';
import { count, describeStep, knownEpochs } from './plan-words.js';
import { describeWait } from './progress/duration.js';
import { type Command, done } from './session.js';
import { runnableSpecOf } from './spec-of.js';

export const plan: Command<[specPath: string]> = async (session, specPath) => {
  const checked = await runnableSpecOf(session, specPath);
  if (!checked.ok) return [checked.failure];
  const { spec, model, engine, sweep } = checked.value;
  if (sweep !== undefined) {
    const { planSweep } = await import('./plan-sweep.js');
    return planSweep(session, checked.value, sweep);
  }
  const { cacheDir, threads } = session.settings;
  const store = await openStore(cacheDir);
  if (!store.ok) return [store.failure];
  if (spec.members !== undefined) {
    const { planEnsemble } = await import('./plan-ensemble.js');
    return planEnsemble(session, checked.value, store.value);
  }
  const steps = await walkPlan(store.value, spec, engine);
  if (!steps.ok) return [steps.failure];
  const { epochs } = spec.spec.train;
  const known = knownEpochs(steps.value, epochs);
  const scored = steps.value.flatMap((step) => (step.status === 'missing' ? (step.scored ?? []) : []));
  const estimate = await estimateTimes(spec, model, {
    epochs: epochs - known,
    threads,
    cacheDir,
    engine: engine.name,
    scored,
  });
  const images = countImages(spec);
  session.printJson({
    name: spec.spec.name,
    specHash: spec.hash,
    folder: runFolderName(spec, engine.name),
    images,
    epochs: { planned: epochs, known },
    trainingSeconds: estimate.training,
    scoringSeconds: estimate.scoring,
    measured: estimate.measured,
    stages: steps.value.map((step) => ({
      name: step.stage,
      status: step.status,
      key: step.status === 'waiting' ? null : step.key,
    })),
  });
  const rows = steps.value.map((step) => [step.stage, ...describeStep(step, epochs)]);
  const columns = ['stage', 'state', ''].map((title) => ({ title, align: 'left' as const }));
  session.print(layoutTable(columns, rows).join('\n'));
  const { train, validation, test } = images;
  session.print(
    `\n${formatCount(train)} training, ${formatCount(validation)} validation and ${formatCount(test)} test images; results in ${runFolderName(spec, engine.name)}`,
  );
  const times: string[] = [];
  if (known < epochs) {
    const most = spec.spec.train.earlyStopping === null ? '' : 'at most ';
    const wait = describeWait(Math.max(1, estimate.training));
    times.push(`training: ${most}${count(epochs - known, 'epoch')}, about ${wait}`);
  } else {
    session.print('nothing is left to train');
  }
  if (steps.value.some(({ stage, status }) => stage === 'evaluate' && status !== 'cached')) {
    const { images: toScore, views } = countScorings(spec, scored);
    const each = views === 1 ? '' : ` in ${views} views each`;
    times.push(
      `scoring: ${count(toScore, 'image')}${each}, about ${describeWait(Math.max(1, estimate.scoring))}`,
    );
  }
  const basis = estimate.measured
    ? 'at the speed measured here'
    : 'guessed, since nothing was trained here yet';
  for (const [i, line] of times.entries())
    session.print(i === 0 ? `${line} on ${count(threads, 'thread')} (${basis})` : line);
  return done;
};
