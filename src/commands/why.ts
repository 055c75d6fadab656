/** hwr-run why SPEC [path]: where a value comes from; without a path, why a stage would run again. */
import { differences } from '../plan/differences.js';
import { type PlanStep, walkPlan } from '../plan/walk.js';
import { lastRunOf } from '../run/list-runs.js';
import { openStore } from '../store/folder-store.js';
import type { Store } from '../store/store.js';
import type { StageKey } from '../util/hash.js';
import type { JsonValue } from '../util/json.js';
import { explainValue } from './explain.js';
import { type Command, done } from './session.js';
import { runnableSpecOf } from './spec-of.js';

/** Differences of one stage that are told one by one. */
const TOLD = 8;

export const why: Command<[specPath: string, path: string | undefined]> = async (session, specPath, path) => {
  const checked = await runnableSpecOf(session, specPath);
  if (!checked.ok) return [checked.failure];
  const { spec, engine } = checked.value;
  if (path !== undefined) {
    const explained = explainValue(spec, path);
    if (!explained.ok) return [explained.failure];
    session.printJson({ path, values: explained.value });
    for (const { path: at, value, origin } of explained.value)
      session.print(`${at}: ${JSON.stringify(value)}  ← ${origin}`);
    return done;
  }
  if (spec.members !== undefined) {
    const message = `${specPath} is an ensemble: why its stages would run is a matter of its members`;
    return [
      { kind: 'usage', message, advice: 'hwr-run plan shows them; ask about one with its spec and --seed' },
    ];
  }
  const { cacheDir, runsDir } = session.settings;
  const store = await openStore(cacheDir);
  if (!store.ok) return [store.failure];
  const steps = await walkPlan(store.value, spec, engine);
  if (!steps.ok) return [steps.failure];
  const last = await lastRunOf(runsDir, spec.spec.name);
  const told = await Promise.all(
    steps.value.map(async (step) => ({
      stage: step.stage,
      status: step.status,
      reasons: await reasons(store.value, step, last?.stages),
    })),
  );
  session.printJson({ lastRun: last?.folder ?? null, stages: told });
  session.print(
    last === undefined ? `${spec.spec.name} has not run here before` : `compared with ${last.folder}`,
  );
  for (const { stage, status, reasons } of told) {
    session.print(`${stage.padEnd(10)} ${status === 'cached' ? 'cached' : `would run: ${reasons[0] ?? ''}`}`);
    for (const reason of reasons.slice(1)) session.print(`${' '.repeat(22)}${reason}`);
  }
  return done;
};

async function reasons(
  store: Store,
  step: PlanStep,
  before: readonly { readonly name: string; readonly key: string }[] | undefined,
): Promise<string[]> {
  if (step.status === 'cached') return [];
  if (step.status === 'waiting') return [`it reads what ${step.on.join(', ')} will make`];
  const key = before?.find(({ name }) => name === step.stage)?.key as StageKey | undefined;
  if (key === undefined) return ['it was never computed with these parameters'];
  const old = await store.lookup(key);
  if (!old.ok || old.value === undefined) return ['what was computed before is no longer in the cache'];
  const found = differences(old.value.record, step.record);
  if (found.length === 0) return ['what was computed before is damaged or gone'];
  const lines = found
    .slice(0, TOLD)
    .map(({ path, before: was, now }) => `${describePath(path)}: ${show(was)} → ${show(now)}`);
  return found.length > TOLD ? [...lines, `and ${found.length - TOLD} more`] : lines;
}

/** The record's own names in the user's words. */
function describePath(path: string): string {
  if (path === 'code') return 'hwr-run itself (the code of this stage)';
  if (path.startsWith('engine.')) return 'the engine';
  return path.replace(/^parameters\./, '').replace(/^inputs\.(.*)$/, 'input $1');
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  if (/^"[0-9a-f]{64}"$/.test(text)) return text.slice(1, 9);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
