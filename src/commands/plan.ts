/** hwr-run plan SPEC: what would run, what is cached, how long it will take. */

import { countImages, estimateTraining } from '../plan/estimate.js';
import { type PlanStep, walkPlan } from '../plan/walk.js';
import { formatCount } from '../report/numbers.js';
import { layoutTable } from '../report/text-table.js';
import { runFolderName } from '../run/run-folder.js';
import { openStore } from '../store/folder-store.js';
import { describeWait } from './progress/duration.js';
import { type Command, done } from './session.js';
import { runnableSpecOf } from './spec-of.js';

export const plan: Command<[specPath: string]> = async (session, specPath) => {
  const checked = await runnableSpecOf(session, specPath);
  if (!checked.ok) return [checked.failure];
  const { spec, model } = checked.value;
  const { cacheDir, engine, threads } = session.settings;
  const store = await openStore(cacheDir);
  if (!store.ok) return [store.failure];
  const steps = await walkPlan(store.value, spec, engine);
  if (!steps.ok) return [steps.failure];
  const { epochs } = spec.spec.train;
  const known = knownEpochs(steps.value, epochs);
  const estimate = await estimateTraining(spec, model, { epochs: epochs - known, threads, cacheDir });
  const images = countImages(spec);
  session.printJson({
    name: spec.spec.name,
    specHash: spec.hash,
    folder: runFolderName(spec),
    images,
    epochs: { planned: epochs, known },
    trainingSeconds: estimate.seconds,
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
    `\n${formatCount(train)} training, ${formatCount(validation)} validation and ${formatCount(test)} test images; results in ${runFolderName(spec)}`,
  );
  if (known === epochs || steps.value.every(({ status }) => status === 'cached')) {
    session.print('nothing is left to train');
  } else {
    const most = spec.spec.train.earlyStopping === null ? '' : 'at most ';
    const basis = estimate.measured
      ? 'at the speed measured here'
      : 'guessed, since nothing was trained here yet';
    session.print(
      `training: ${most}${epochs - known} epochs, about ${describeWait(estimate.seconds)} on ${threads} threads (${basis})`,
    );
  }
  return done;
};

function knownEpochs(steps: readonly PlanStep[], epochs: number): number {
  const train = steps.find(({ stage }) => stage === 'train');
  if (train?.status === 'cached') return epochs;
  return train?.status === 'missing' ? (train.knownEpochs ?? 0) : 0;
}

function describeStep(step: PlanStep, epochs: number): readonly [string, string] {
  switch (step.status) {
    case 'cached':
      return ['cached', step.key.slice(0, 12)];
    case 'missing':
      if (step.knownEpochs === undefined || step.knownEpochs === 0) return ['would run', ''];
      return ['would run', `${step.knownEpochs} of ${epochs} epochs are cached`];
    case 'waiting':
      return ['would run', `after ${step.on.join(', ')}`];
  }
}
