/** 25 %, 50 % and 75 %, between neighbours by proportion. */
export function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)];
    return low + (place % 1) * (sorted[Math.ceil(place)] - low);
  });
}

/** Mann and Whitney's rank test, two-sided, by the normal approximation; equal values share their ranks. */
export function rankTest(a, b) {
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  const z = Math.abs(wins - (a.length * b.length) / 2) / deviation;
  return Math.min(1, 2 * upperTail(z));
}

/** 1 − Φ(z), z ≥ 0 (Abramowitz and Stegun 26.2.17, within 10⁻⁷). */
function upperTail(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = factors.reduceRight((rest, factor) => (rest + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
