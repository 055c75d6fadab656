/** hwr-run plan SPEC of an ensemble: what is known of each member, and how long the rest will take. */
import { checkSpec } from '../plan/check-spec.js';
import { estimateTimes } from '../plan/estimate.js';
import { walkPlan } from '../plan/walk.js';
import { layoutTable } from '../report/text-table.js';
import { runFolderName } from '../run/run-folder.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { Store } from '../store/store.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { count, describeStep, knownEpochs } from './plan-words.js';
import { describeWait } from './progress/duration.js';
import { type CommandResult, done, type Session } from './session.js';
import type { RunnableSpec } from './spec-of.js';

export async function planEnsemble(
  session: Session,
  { spec, engine }: RunnableSpec,
  store: Store,
): Promise<CommandResult> {
  const members: MemberPlan[] = [];
  for (const member of spec.members ?? []) {
    const planned = await planMember(session, member, engine, store);
    if (!planned.ok) return [planned.failure];
    members.push(planned.value);
  }
  const seconds = members.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0);
  const measured = members.every((member) => member.measured);
  const folder = runFolderName(spec, engine.name);
  session.printJson({
    name: spec.spec.name,
    specHash: spec.hash,
    folder,
    members: members.map(({ words: _, measured: __, ...member }) => member),
    trainingSeconds: seconds,
    measured,
  });
  const titles = ['member', 'seed', 'training', '', 'results in'];
  const columns = titles.map((title) => ({ title, align: title === 'seed' ? 'right' : 'left' }) as const);
  const rows = members.map(({ name, seed, words, folder: own }) => [name, String(seed), ...words, own]);
  session.print(layoutTable(columns, rows).join('\n'));
  const left = members.reduce((sum, { epochs }) => sum + epochs.planned - epochs.known, 0);
  session.print(`\nthe mean of ${members.length} models, scored on ${scored(spec)}; results in ${folder}`);
  if (left === 0) session.print('nothing is left to train');
  else {
    const basis = measured ? 'at the speed measured here' : 'guessed, since nothing was trained here yet';
    const threads = count(session.settings.threads, 'thread');
    session.print(
      `training: at most ${count(left, 'epoch')}, about ${describeWait(Math.max(1, seconds))} on ${threads} (${basis})`,
    );
  }
  return done;
}

interface MemberPlan {
  readonly name: string;
  readonly seed: number;
  readonly specHash: string;
  readonly folder: string;
  readonly epochs: { readonly planned: number; readonly known: number };
  readonly trainingSeconds: number;
  readonly measured: boolean;
  /** Of its training. */
  readonly words: readonly [string, string];
}

async function planMember(
  { settings: { cacheDir, threads } }: Session,
  spec: ResolvedSpec,
  engine: RunnableSpec['engine'],
  store: Store,
): Promise<Outcome<MemberPlan>> {
  const model = checkSpec(spec);
  if (!model.ok) return model;
  const steps = await walkPlan(store, spec, engine);
  if (!steps.ok) return steps;
  const { epochs } = spec.spec.train;
  const known = knownEpochs(steps.value, epochs);
  const options = { epochs: epochs - known, threads, cacheDir, engine: engine.name };
  const { training, measured } = await estimateTimes(spec, model.value, options);
  const train = steps.value.find(({ stage }) => stage === 'train');
  return succeed({
    name: spec.spec.name,
    seed: spec.spec.seed,
    specHash: spec.hash,
    folder: runFolderName(spec, engine.name),
    epochs: { planned: epochs, known },
    trainingSeconds: training,
    measured,
    words: train === undefined ? ['', ''] : describeStep(train, epochs),
  });
}

function scored({ spec: { evaluate } }: ResolvedSpec): string {
  const { splits, datasets = [] } = evaluate;
  const others = datasets.length === 0 ? '' : ` and ${count(datasets.length, 'other data set')}`;
  return `${splits.join(', ')}${others}`;
}
