/** Axes of figures that span magnitudes. */

/** From this ratio of the largest to the smallest on, the axis is logarithmic. */
const LOG_RATIO = 8;

/** Scale and axis of sizes such as losses: logarithmic where they span magnitudes and none is 0. */
export function sizeAxis(sizes: readonly number[], format = '~g'): object {
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const logarithmic = low > 0 && high / low >= LOG_RATIO;
  return logarithmic
    ? { scale: { type: 'log', nice: false }, axis: { format, values: logTicks(low, high) } }
    : { scale: { zero: false, nice: true }, axis: { format, tickCount: 6 } };
}

/** 1, 2 and 5 in each power of ten from `low` to `high`. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = -12; power <= 6; power++) {
    for (const digit of [1, 2, 5]) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
