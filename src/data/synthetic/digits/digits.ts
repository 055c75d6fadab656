import { eight } from './eight.js';
import { five } from './five.js';
import { four } from './four.js';
import { nine } from './nine.js';
import { one } from './one.js';
import { seven } from './seven.js';
import { six } from './six.js';
import { three } from './three.js';
import { two } from './two.js';
import { zero } from './zero.js';

/**
 * The digits 0 to 9, each with the ways of writing it. Points are `x y` in hundredths of the drawing's box, y downwards,
 * in the order in which the pen passes them; `!` marks a corner. Our own drawings, made beside sheets of MNIST's training
 * images and of those among them that a network trained on earlier drawings took for another digit.
 */
export const digits = [zero, one, two, three, four, five, six, seven, eight, nine];
