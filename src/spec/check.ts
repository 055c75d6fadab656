/** What the schema cannot say: values that are right alone and wrong together. */
import type { Failure } from '../util/outcome.js';
import type { Problem } from './known-keys.js';
import { otherDatasetName } from './other-datasets.js';
import type { Spec } from './spec-types.generated.js';
import { follow, placeOf, type Tree } from './tree.js';

/** Reports a problem with what stands at a path. */
export type Tell = (path: string, problem: Problem) => void;

/** The problems of a canonical spec that are about several of its values. Shapes are the model's business, sweeps sweep/'s. */
export function checkMeaning(spec: Spec, tree: Tree): readonly Failure[] {
  const failures: Failure[] = [];
  const tell: Tell = (path, problem) => {
    failures.push({ kind: 'spec', ...problem, place: placeOf(follow(tree, path.split('.')).steps) });
  };
  checkBuild(spec, tell);
  checkValidation(spec, tell);
  checkNormalize(spec, tell);
  checkAugment(spec, tell);
  checkOptimizer(spec, tell);
  checkWarmup(spec, tell);
  checkOtherDatasets(spec, tell);
  return failures;
}

function checkBuild({ name, build }: Spec, tell: Tell): void {
  const { from, freeze = 0, layers } = build;
  if (from?.run === name) {
    tell('build.from.run', {
      message: `the spec starts from a run of its own name, ${name}: the next time that would be itself`,
      advice: 'give the spec another name, or name the folder of the run',
    });
  }
  const frozen = freeze < 0 ? layers.length + freeze : freeze;
  if (freeze !== 0 && (frozen < 1 || frozen > layers.length)) {
    const count = `${layers.length} layer${layers.length === 1 ? '' : 's'}`;
    tell('build.freeze', {
      message: `build.freeze is ${freeze}, but there ${layers.length === 1 ? 'is' : 'are'} ${count}`,
      advice: 'blocks count as one layer; −1 freezes all but the last',
    });
  }
}

const holdOut = 'hold images out with load.validation, as in "validation: 0.1"';

function checkValidation({ load, train, evaluate }: Spec, tell: Tell): void {
  if (load.validation > 1 && !Number.isInteger(load.validation)) {
    tell('load.validation', {
      message: `load.validation must be a share below 1 or a whole number of images, found ${load.validation}`,
    });
  }
  if (load.validation > 0) return;
  const monitor = train.earlyStopping?.monitor;
  if (monitor?.startsWith('validation.')) {
    const at = 'train.earlyStopping.monitor';
    tell(at, {
      message: `early stopping watches ${monitor}, but there is no validation split`,
      advice: holdOut,
    });
  }
  if (evaluate.splits.includes('validation')) {
    const at = `evaluate.splits.${evaluate.splits.indexOf('validation')}`;
    tell(at, { message: 'there is no validation split to evaluate', advice: holdOut });
  }
}

function checkNormalize({ normalize }: Spec, tell: Tell): void {
  const { scale, mean, std, standardize, fit } = normalize;
  if (scale[0] >= scale[1]) {
    tell('normalize.scale', { message: `normalize.scale must rise, found [${scale.join(', ')}]` });
  }
  if (standardize && (mean !== 0 || std !== 1)) {
    const given = mean !== 0 ? 'mean' : 'std';
    tell(`normalize.${given}`, {
      message: `normalize.${given} is given, and standardize measures it`,
      advice: 'keep one of the two',
    });
  }
  if (fit !== null && fit.box > fit.size) {
    tell('normalize.fit.box', {
      message: `a box of ${fit.box} pixels does not fit into an image of ${fit.size}`,
    });
  }
}

function checkAugment({ augment }: Spec, tell: Tell): void {
  if (augment === null) return;
  const { zoom, thickness, contrast, brightness, erasing } = augment;
  const ranges: Readonly<Record<string, readonly [number, number] | undefined>> = {
    zoom,
    thickness,
    contrast,
    brightness,
    'erasing.area': erasing?.area,
    'erasing.aspect': erasing?.aspect,
  };
  for (const [key, range] of Object.entries(ranges)) {
    if (range === undefined || range[0] <= range[1]) continue;
    const path = `augment.${key}`;
    tell(path, { message: `${path} must be [low, high], found [${range.join(', ')}]` });
  }
}

function checkOptimizer({ train }: Spec, tell: Tell): void {
  for (const [name, options] of Object.entries(train.optimizer)) {
    const { clipNorm, globalClipNorm, clipValue } = options;
    const given = Object.entries({ clipNorm, globalClipNorm, clipValue }).filter(
      ([, limit]) => limit !== null,
    );
    const [[first] = [], [second] = []] = given;
    if (first === undefined || second === undefined) continue;
    tell(`train.optimizer.${name}.${second}`, {
      message: `${first} and ${second} both clip the gradient`,
      advice: 'keep one of the two',
    });
  }
}

function checkWarmup({ train }: Spec, tell: Tell): void {
  const { schedule, warmup, epochs } = train;
  const name = Object.keys(schedule).join();
  if (!('cosine' in schedule || 'oneCycle' in schedule) || warmup < epochs) return;
  tell('train.warmup', {
    message: `a warm-up of ${warmup} epochs leaves nothing of ${epochs} for the schedule ${name}`,
    advice: 'shorten it, or train for more epochs',
  });
}

const splitNames: readonly string[] = ['train', 'validation', 'test'];

/** Results call each by a name of its own, which is not that of a split. */
function checkOtherDatasets({ evaluate }: Spec, tell: Tell): void {
  const taken = new Set(splitNames);
  for (const [i, other] of (evaluate.datasets ?? []).entries()) {
    const name = otherDatasetName(other);
    if (taken.has(name)) {
      const isSplit = splitNames.includes(name);
      tell(`evaluate.datasets.${i}`, {
        message: `${isSplit ? 'a split is' : 'two of the data sets to score are'} called ${name} in results`,
        advice: isSplit ? 'give the data set another name' : 'keep one of the two',
      });
    }
    taken.add(name);
  }
}
