/** A sweep's result.json. */
import { wilsonInterval } from '../metrics/intervals.js';
import { trialCost } from '../metrics/leaderboard.js';
import type { SweepRecord, SweepTrial } from './sweep-record.js';
import type { Chosen, Figures, SweepResult, Trial } from './sweep-result-types.generated.js';
import type { SweepView } from './sweep-words.js';

/** As schemas/sweep-result.schema.json has it. */
export function sweepResult(view: SweepView): SweepResult {
  const { recorded: record, importance } = view;
  const shares = new Map(importance?.parameters.map(({ name, share }) => [name, share]));
  return {
    version: record.version,
    name: record.name,
    description: record.description ?? '',
    sweepHash: record.sweepHash,
    engine: { name: record.engine.name, version: record.engine.version },
    dataset: record.dataset,
    strategy: record.strategy,
    objective: record.objective,
    epochs: record.epochs,
    repeats: record.repeats,
    parameters: record.parameters.map(({ name, path, scale, names }) => ({
      name,
      path,
      scale,
      importance: shares.get(name) ?? null,
      ...(names && { names }),
    })),
    trials: record.trials.map(trialResult),
    best: placeOfBest(view),
    ...(record.paper && { paper: record.paper }),
    ...(record.paperImages !== undefined && { paperImages: record.paperImages }),
    chosen: chosenResult(record),
  };
}

function trialResult(trial: SweepTrial): Trial {
  return {
    number: trial.number,
    configuration: trial.configuration,
    seed: trial.seed,
    parameters: trial.parameters,
    status: trial.status,
    ...(trial.reason !== undefined && { error: trial.reason }),
    specHash: trial.specHash,
    folder: trial.folder,
    epochs: trial.epochs,
    keptEpoch: trial.keptEpoch,
    splits: trial.validation ? { validation: figuresOf(trial.validation) } : {},
  };
}

function placeOfBest({ record, best }: SweepView): number | null {
  let place: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  record.trials.forEach((trial, i) => {
    const cost = trial.configuration === best?.configuration ? trialCost(record, trial) : undefined;
    if (cost === undefined || cost >= least) return;
    place = i;
    least = cost;
  });
  return place;
}

function chosenResult({ chosen, trials }: SweepRecord): Chosen | null {
  if (chosen === undefined) return null;
  return {
    configuration: chosen.configuration,
    parameters: trials.find(({ configuration }) => configuration === chosen.configuration)?.parameters ?? {},
    runs: chosen.runs.map(({ seed, folder, splits }) => ({
      seed,
      folder,
      splits: Object.fromEntries(Object.entries(splits).map(([name, score]) => [name, figuresOf(score)])),
    })),
  };
}

function figuresOf({ accuracy, loss, count }: { accuracy: number; loss: number; count: number }): Figures {
  const correct = Math.round(accuracy * count);
  return {
    accuracy,
    loss: Number.isFinite(loss) ? loss : null,
    count,
    correct,
    interval: wilsonInterval(correct, count),
  };
}
