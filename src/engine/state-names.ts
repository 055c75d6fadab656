import type { Optimizer } from './engine.js';

/**
 * The names of what is kept for each variable, by its place in a record of the default engine's; an empty
 * name where there is nothing.
 */
export function stateNames(optimizer: Optimizer): readonly string[] {
  switch (optimizer.kind) {
    case 'sgd':
      return [optimizer.momentum === 0 ? '' : 'momentum'];
    case 'adam':
      return ['m', 'v'];
    case 'rmsprop':
      return [
        'velocity',
        optimizer.momentum === 0 ? '' : 'momentum',
        optimizer.centered ? 'averageGradient' : '',
      ];
    default:
      return optimizer satisfies never;
  }
}
