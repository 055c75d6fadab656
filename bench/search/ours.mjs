// Our side of the comparison: the best value, or the accuracy of the best trial, for one seed.
import { openSearch } from '../../dist/sweep/strategy.js';
import { RandomStream, randomKey } from '../../dist/util/random.js';
import { accuracy, curveInstance, curveSpace, functions } from './functions.mjs';

/** The least value that `trials` evaluations find. */
export function minimise({ function: name, trials, strategy, window }, seed) {
  const { space, of } = functions[name];
  const search = openSearch(space, { strategy, trials, seed, window, epochs: 1 });
  const results = [];
  for (;;) {
    const job = search.jobs(results).jobs[results.length];
    if (job === undefined) return -Math.max(...results.map(({ value }) => value));
    results.push({ value: -of(Object.values(job.point)) });
  }
}

/** Trains until the epochs are spent; the accuracy without noise of the best trial that was trained furthest. */
export function halve({ epochs, budget, noise, proposals, window }, seed, instance) {
  const search = openSearch(curveSpace, { strategy: 'asha', trials: null, seed, window, epochs, proposals });
  const results = [];
  const reached = new Map();
  let spent = 0;
  let best = { epoch: 0 };
  while (spent < budget) {
    const job = search.jobs(results).jobs[results.length];
    const epoch = Math.min(job.epochs, (reached.get(job.trial) ?? 0) + budget - spent);
    spent += epoch - (reached.get(job.trial) ?? 0);
    reached.set(job.trial, epoch);
    const value = accuracy(instance, job.point, epoch) + noise * normal(seed, job.trial, epoch);
    if (epoch > best.epoch || (epoch === best.epoch && value > best.value))
      best = { epoch, value, point: job.point };
    results.push({ value });
  }
  return accuracy(instance, best.point, epochs);
}

/** The task of the learning curves' family that belongs to a seed. */
export function instanceOf(seed) {
  const stream = new RandomStream(randomKey(seed, 'synthetic', 'learning curves'));
  return curveInstance(() => stream.uniform());
}

/** Box and Muller; Python draws other numbers from the same distribution. */
function normal(seed, trial, epoch) {
  const stream = new RandomStream(randomKey(seed, 'synthetic', 'noise'), trial, epoch);
  return Math.sqrt(-2 * Math.log(1 - stream.uniform())) * Math.cos(2 * Math.PI * stream.uniform());
}
