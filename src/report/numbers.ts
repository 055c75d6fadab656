/** How figures are written for people, in one place: every table and page formats through here. */

const MINUS = '\u2212';

/** A share as percent with 2 decimals: `99.52 %`. */
export function formatPercent(share: number): string {
  return `${percentDigits(share)} %`;
}

/** The same without the sign: `99.52`. */
export function percentDigits(share: number): string {
  return (share * 100).toFixed(2);
}

/** A mean of shares with its standard deviation, where there are several: `99.52 ± 0.04 %`. */
export function meanText({ mean, std }: { readonly mean: number; readonly std?: number }): string {
  return std === undefined ? formatPercent(mean) : `${percentDigits(mean)} ± ${percentDigits(std)} %`;
}

/** An interval of shares: `99.36–99.64 %`. */
export function formatInterval([low, high]: readonly [number, number]): string {
  return `${percentDigits(low)}–${percentDigits(high)} %`;
}

/** A loss with 4 decimals. */
export function formatLoss(loss: number): string {
  return loss.toFixed(4);
}

/** The difference of two shares in percentage points, signed: `+0.06`. */
export function formatPoints(difference: number): string {
  return signed((difference * 100).toFixed(2));
}

/** The difference of two losses, signed, 4 decimals. */
export function formatLossDifference(difference: number): string {
  return signed(difference.toFixed(4));
}

/** A whole number in groups of three: `60 000`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A large number in three digits and a unit: `30.8 M`. */
export function formatMagnitude(value: number): string {
  for (const [size, unit] of [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const) {
    if (value >= size * 0.9995) return threeDigits(value / size) + unit;
  }
  return String(value);
}

/** A duration: `0.42 s`, `12.3 s`, `4 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A shape or a field of pixels: `28×28×1`. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('×');
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** Zero has no sign, whatever it was before it was rounded. */
function signed(digits: string): string {
  const size = digits.replace('-', '');
  if (Number(size) === 0) return size;
  return (digits.startsWith('-') ? MINUS : '+') + size;
}
