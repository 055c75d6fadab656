/** The program: seven stages in this order, each run only when its key is not known. */
import { augment } from './augment.js';
import { build } from './build.js';
import { evaluate } from './evaluate.js';
import { load } from './load.js';
import { normalize } from './normalize.js';
import { report } from './report.js';
import type { Stage } from './stage.js';
import { train } from './train.js';

export const pipeline: readonly Stage[] = [load, normalize, augment, build, train, evaluate, report];
