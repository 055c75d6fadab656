/** Walks the pipeline through the store without running anything: what is known, and from where on it is not. */
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { EngineIdentity } from '../stages/code.js';
import { scoredAlready } from '../stages/evaluate.js';
import { pipeline } from '../stages/pipeline.js';
import type {
  Artifact,
  PartDescription,
  Stage,
  StageInputs,
  StageName,
  StageRequest,
} from '../stages/stage.js';
import { countKnownEpochs } from '../stages/train.js';
import type { Entry, Store } from '../store/store.js';
import type { StageKey } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { artifactOf } from './artifact.js';
import { keyRecord } from './key-record.js';

/** A stage as the store knows it now. */
export type PlanStep =
  | {
      readonly stage: StageName;
      readonly status: 'cached';
      readonly key: StageKey;
      readonly record: JsonObject;
      readonly entry: Entry;
    }
  | {
      readonly stage: StageName;
      /** Its key is known and the store has nothing under it. */
      readonly status: 'missing';
      readonly key: StageKey;
      readonly record: JsonObject;
      /** Of the train stage: how many epochs of its chain are known. */
      readonly knownEpochs?: number;
      /** Of the evaluate stage: which splits and data sets are scored already. */
      readonly scored?: readonly string[];
    }
  /** It depends on a stage that has to run first. */
  | { readonly stage: StageName; readonly status: 'waiting'; readonly on: readonly StageName[] };

export async function walkPlan(
  store: Store,
  spec: ResolvedSpec,
  engine: EngineIdentity,
): Promise<Outcome<PlanStep[]>> {
  const steps: PlanStep[] = [];
  const known: Partial<Record<StageName, Artifact>> = {};
  for (const stage of pipeline) {
    const on = stage.needs.filter((need) => known[need] === undefined);
    if (on.length > 0) {
      steps.push({ stage: stage.name, status: 'waiting', on });
      continue;
    }
    const step = await look(store, spec, engine, stage, known);
    if (!step.ok) return step;
    if (step.value.status === 'cached') known[stage.name] = artifactOf(store, step.value.entry);
    steps.push(step.value);
  }
  return succeed(steps);
}

async function look(
  store: Store,
  spec: ResolvedSpec,
  engine: EngineIdentity,
  stage: Stage,
  inputs: StageInputs,
): Promise<Outcome<PlanStep>> {
  const request: StageRequest = { spec, inputs };
  const description = stage.describe(request);
  if (!description.ok) return description;
  const record = keyRecord(stage.name, description.value, engine);
  const key = store.keyOf(record);
  const entry = await store.lookup(key);
  if (!entry.ok) return entry;
  if (entry.value !== undefined)
    return succeed({ stage: stage.name, status: 'cached', key, record, entry: entry.value });
  const lookup = async (part: PartDescription): Promise<Artifact | undefined> => {
    const found = await store.lookup(store.keyOf(keyRecord(stage.name, part, engine, part.part)));
    return found.ok && found.value !== undefined ? artifactOf(store, found.value) : undefined;
  };
  const missing = { stage: stage.name, status: 'missing', key, record } as const;
  switch (stage.name) {
    case 'train':
      return succeed({ ...missing, knownEpochs: await countKnownEpochs(request, lookup) });
    case 'evaluate': {
      const scored = await scoredAlready(request, lookup);
      return scored.ok ? succeed({ ...missing, scored: scored.value }) : scored;
    }
    default:
      return succeed(missing);
  }
}
