import { cos, sin } from '../../util/portable-math.js';
import type { RandomStream } from '../../util/random.js';
import { bell, type Style } from './style.js';
import type { Trace } from './trace.js';
import type { Digit, Way } from './way.js';

const TURN = 6.283185307179586;

/** Chooses a way of writing the digit, by weight. */
export function chooseWay(digit: Digit, stream: RandomStream): Way {
  const total = digit.ways.reduce((sum, way) => sum + way.weight, 0);
  let left = stream.below(total);
  for (const way of digit.ways) {
    left -= way.weight;
    if (left < 0) return way;
  }
  throw new Error('a digit without ways of writing it');
}

/** Writes the digit's strokes into `trace`, as this writer would, in a box of height about 1. */
export function writeStrokes(
  way: Way,
  width: number,
  style: Style,
  stream: RandomStream,
  trace: Trace,
): void {
  trace.clear();
  const { blend, jitter } = style;
  const { controlX, controlY } = trace;
  for (const [index, from] of way.from.entries()) {
    const to = way.to[index] ?? from;
    // the strokes of one digit miss each other a little
    const shiftX = 0.9 * jitter * bell(stream);
    const shiftY = 0.9 * jitter * bell(stream);
    let jitterX = bell(stream);
    let jitterY = bell(stream);
    for (let i = 0; i < from.count; i++) {
      // neighbours stray together: a hand errs smoothly
      jitterX = 0.6 * jitterX + 0.8 * bell(stream);
      jitterY = 0.6 * jitterY + 0.8 * bell(stream);
      const x0 = from.x[i] ?? 0;
      const y0 = from.y[i] ?? 0;
      const x = x0 + blend * ((to.x[i] ?? 0) - x0);
      controlX[i] = (x - 0.5) * width + shiftX + jitter * jitterX;
      controlY[i] = y0 + blend * ((to.y[i] ?? 0) - y0) - 0.5 + shiftY + jitter * jitterY;
    }
    const last = from.count - 1;
    stretchEnd(controlX, controlY, 0, 1, style.overshoot + 0.08 * bell(stream));
    stretchEnd(controlX, controlY, last, last - 1, style.overshoot + 0.08 * bell(stream));
    trace.addCurve(from.count, from.corner);
  }
}

/** Moves point `end` away from its neighbour by a share of their distance. */
function stretchEnd(x: Float64Array, y: Float64Array, end: number, neighbour: number, share: number): void {
  const ex = x[end] ?? 0;
  const ey = y[end] ?? 0;
  x[end] = ex + share * (ex - (x[neighbour] ?? 0));
  y[end] = ey + share * (ey - (y[neighbour] ?? 0));
}

/** Cuts corners, as a fast pen does: `passes` times, each inner point moves towards the middle of its neighbours. */
export function smoothStrokes(trace: Trace, passes: number): void {
  const { x, y, begins } = trace;
  for (let pass = 0; pass < passes; pass++) {
    for (let stroke = 0; stroke < trace.strokes; stroke++) {
      const end = (begins[stroke + 1] ?? 0) - 1;
      for (let i = (begins[stroke] ?? 0) + 1; i < end; i++) {
        x[i] = 0.5 * (x[i] ?? 0) + 0.25 * ((x[i - 1] ?? 0) + (x[i + 1] ?? 0));
        y[i] = 0.5 * (y[i] ?? 0) + 0.25 * ((y[i - 1] ?? 0) + (y[i + 1] ?? 0));
      }
    }
  }
}

/** Bends the plane: the writer's proportions, four long waves of random direction, slant and rotation. */
export function distort(trace: Trace, style: Style, lean: number, stream: RandomStream): void {
  const { x, y, count } = trace;
  for (let i = 0; i < count; i++) {
    const py = y[i] ?? 0;
    // 1 half way up, 0 at both ends of the box
    const middle = 1 - 4 * py * py;
    x[i] = (x[i] ?? 0) * (1 + 2 * style.taper * py) + style.bend * middle;
    y[i] = py + style.waist * middle;
  }
  for (let wave = 0; wave < 4; wave++) {
    const frequencyX = 0.5 * bell(stream);
    const frequencyY = 0.5 * bell(stream);
    const phase = stream.uniform();
    const moveX = style.elastic * bell(stream);
    const moveY = style.elastic * bell(stream);
    for (let i = 0; i < count; i++) {
      const px = x[i] ?? 0;
      const py = y[i] ?? 0;
      const offset = sin(TURN * (frequencyX * px + frequencyY * py + phase));
      x[i] = px + moveX * offset;
      y[i] = py + moveY * offset;
    }
  }
  const slant = style.slant + lean;
  const c = cos(style.rotation);
  const s = sin(style.rotation);
  for (let i = 0; i < count; i++) {
    const py = y[i] ?? 0;
    const px = (x[i] ?? 0) - slant * py;
    x[i] = c * px - s * py;
    y[i] = s * px + c * py;
  }
}

/** Sets the ink's half width, `share` of the writer's own, along each stroke: pressure, the nib's direction, thin ends. */
export function setPen(trace: Trace, style: Style, share: number, stream: RandomStream): void {
  const { x, y, radius, begins } = trace;
  for (let stroke = 0; stroke < trace.strokes; stroke++) {
    const begin = begins[stroke] ?? 0;
    const last = (begins[stroke + 1] ?? 0) - 1;
    const frequency = 0.5 + stream.uniform();
    const phase = stream.uniform();
    const lift = style.pressure * stream.uniform();
    // now and then the pen skips
    const skip = stream.uniform() < 0.03 ? begin + stream.below(last - begin) : -9;
    for (let i = begin; i <= last; i++) {
      const t = (i - begin) / (last - begin);
      const before = Math.max(begin, i - 1);
      const after = Math.min(last, i + 1);
      const dx = (x[after] ?? 0) - (x[before] ?? 0);
      const dy = (y[after] ?? 0) - (y[before] ?? 0);
      // −sin 2θ: upstrokes to the right are thin, downstrokes to the right are broad
      const slope = (2 * dx * dy) / (dx * dx + dy * dy + 1e-12);
      const wave = style.pressure * sin(TURN * (frequency * t + phase));
      const lifted = t > 0.8 ? lift * (t - 0.8) * 5 : 0;
      const skipped = Math.abs(i - skip) <= 1 ? 0.45 : 1;
      radius[i] = share * style.pen * (1 + 0.6 * wave + style.nib * slope - lifted) * skipped;
    }
  }
}
