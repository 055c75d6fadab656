import { expect, it } from 'vitest';
import { setPen } from '#src/data/synthetic/hand.js';
import { drawStyle } from '#src/data/synthetic/style.js';
import { Trace } from '#src/data/synthetic/trace.js';
import { RandomStream } from '#src/util/random.js';

it('a digit with a broader line has it along the whole stroke', () => {
  const drawn = (share: number) => {
    const trace = new Trace();
    trace.controlX.set([0, 0.2, 0.4]);
    trace.controlY.set([0, 0.5, 0.6]);
    trace.addCurve(3, new Uint8Array(3));
    const stream = new RandomStream([5, 6]);
    setPen(trace, drawStyle(stream), share, stream);
    return trace.radius.slice(0, trace.count);
  };
  const usual = drawn(1);
  expect(Math.min(...usual)).toBeGreaterThan(0);
  for (const [i, radius] of drawn(1.25).entries()) expect(radius / usual[i]!).toBeCloseTo(1.25, 10);
});
