/** The typed record that a key is the hash of: nothing else may influence a stage's output. */
import { type EngineIdentity, stageCode } from '../stages/code.js';
import type { StageDescription, StageName } from '../stages/stage.js';
import type { JsonObject } from '../util/json.js';

/** The record of a stage, or of a part of it that is filed on its own. */
export function keyRecord(
  stage: StageName,
  { parameters, inputs, engine }: StageDescription,
  { name, code }: EngineIdentity,
  part?: string,
): JsonObject {
  return {
    // Which stage, so that two stages with equal parameters never meet.
    stage,
    ...(part === undefined ? {} : { part }),
    // The code that runs: a fix in it must not be answered with what the bug computed.
    code: stageCode(stage),
    // The engine, where it computes: another engine's results differ by rounding.
    ...(engine ? { engine: { name, code } } : {}),
    // The stage's own section of the spec, normalised: other sections do not matter to it.
    parameters,
    // What it reads, by content: where that came from does not matter either.
    inputs,
  };
}
