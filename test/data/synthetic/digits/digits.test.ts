import { describe, expect, it } from 'vitest';
import { digits } from '#src/data/synthetic/digits/digits.js';
import { writeStrokes } from '#src/data/synthetic/hand.js';
import { drawStyle, type Style } from '#src/data/synthetic/style.js';
import { Trace } from '#src/data/synthetic/trace.js';
import { RandomStream } from '#src/util/random.js';

/** A hand that errs nowhere: what it writes is the drawing itself. */
function steadyHand(blend: number): Style {
  return { ...drawStyle(new RandomStream([1, 2])), jitter: 0, overshoot: 0, blend };
}

describe.each(
  digits.map(({ ways }, digit) => [digit, ways] as const),
)('the ways of writing %d', (_, ways) => {
  it('are chosen by whole weights', () => {
    expect(ways.length).toBeGreaterThan(4);
    for (const { weight } of ways) expect(Number.isInteger(weight) && weight > 0).toBe(true);
  });

  // the blend goes a little beyond both of a way's drawings
  it.each([-0.15, 0, 0.5, 1, 1.15])('keep to their box, a few tails apart, at a blend of %d', (blend) => {
    const trace = new Trace();
    for (const [index, way] of ways.entries()) {
      writeStrokes(way, 1, steadyHand(blend), new RandomStream([3, 4], index), trace);
      const extent = (values: Float64Array) => {
        const points = values.subarray(0, trace.count);
        return [Math.min(...points), Math.max(...points)] as const;
      };
      const [top, bottom] = extent(trace.y);
      const [left, right] = extent(trace.x);
      const where = `way ${index}: ${left.toFixed(2)}…${right.toFixed(2)} × ${top.toFixed(2)}…${bottom.toFixed(2)}`;
      expect(Math.min(bottom - top, 1.5 - (bottom - top)), where).toBeGreaterThan(0.25);
      expect(1.9 - (right - left), where).toBeGreaterThan(0);
      expect(Math.abs(top + bottom) / 2, where).toBeLessThan(0.35);
    }
  });
});
