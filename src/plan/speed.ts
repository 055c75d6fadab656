/** How fast training was on this machine: what forecasts rest on. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineName } from '../engine/engine.js';
import type { ModelAnalysis } from '../model/analysis.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { trainingWork } from './training-work.js';

export interface MeasuredSpeed {
  /** Of one training, all its threads together. */
  readonly imagesPerSecond: number;
  readonly threads: number;
}

/** A measurement, and of what work an image it was, in the unit of `trainingWork`. */
interface Measurement extends MeasuredSpeed {
  readonly work: number;
}

/** Models and numbers of threads of which the last measurement is kept. */
const MOST_KEPT = 64;

/** Remembers how fast a training was. It only serves forecasts, so that a failure to write it is no matter. */
export async function rememberSpeed(
  cacheDir: string,
  engine: EngineName,
  analysis: ModelAnalysis,
  speed: MeasuredSpeed,
): Promise<void> {
  const measured: Measurement = { work: trainingWork(analysis), ...speed };
  const others = (await readMeasurements(cacheDir, engine)).filter(
    ({ work, threads }) => work !== measured.work || threads !== measured.threads,
  );
  const kept = [measured, ...others].slice(0, MOST_KEPT);
  await writeFileAtomically(speedFile(cacheDir, engine), `${JSON.stringify({ measured: kept })}\n`);
}

/**
 * Work a second on so many threads: as this very model was measured, else as it was on another number of threads, else
 * as any model was. Undefined where nothing was trained here before.
 */
export async function workPerSecond(
  cacheDir: string,
  engine: EngineName,
  analysis: ModelAnalysis,
  threads: number,
): Promise<number | undefined> {
  const measured = await readMeasurements(cacheDir, engine);
  const ofModel = measured.filter(({ work }) => work === trainingWork(analysis));
  const [nearest] = [...ofModel.filter((one) => one.threads === threads), ...ofModel, ...measured];
  return nearest && (nearest.imagesPerSecond * nearest.work * threads) / nearest.threads;
}

/** The latest first. */
async function readMeasurements(cacheDir: string, engine: EngineName): Promise<readonly Measurement[]> {
  try {
    const { measured } = JSON.parse(await readFile(speedFile(cacheDir, engine), 'utf8')) as {
      readonly measured: readonly Measurement[];
    };
    return measured.filter((one) => one.work > 0 && one.imagesPerSecond > 0 && one.threads > 0);
  } catch {
    return [];
  }
}

function speedFile(cacheDir: string, engine: EngineName): string {
  return path.join(cacheDir, engine === 'wasm' ? 'speed.json' : `speed-${engine}.json`);
}
