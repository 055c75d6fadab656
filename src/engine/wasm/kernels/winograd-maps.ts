/**
 * The one-dimensional linear maps of Winograd's minimal convolutions F(m, 3), m = 2, 3, 4, with n = m + 2 points: of data
 * (Bᵀ), of sums (Aᵀ), of kernels (G), and the transposes of these for the backward pass. Points 0, 1, −1, ∞ for m = 2; 2
 * besides for m = 3; ±2 for m = 4. Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016.
 *
 * Every map reads four values at a time (four channels) at `from`, `step` bytes apart, and writes them at `to`, `toStep` apart.
 * `mapTile` is inlined with a constant `kind`, so that only one branch remains.
 */
export const DATA: i32 = 0;
export const SUMS: i32 = 1;
export const KERNEL: i32 = 2;
export const DATA_TRANSPOSED: i32 = 3;
export const SUMS_TRANSPOSED: i32 = 4;
export const KERNEL_TRANSPOSED: i32 = 5;

// @ts-ignore: decorator
@inline
function times(value: v128, factor: f32): v128 {
  return f32x4.mul(value, f32x4.splat(factor));
}

// @ts-ignore: decorator
@inline
function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function minus(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

/** How many values `kind` reads, and writes, for outputs of m. */
// @ts-ignore: decorator
@inline
export function inputsOf(kind: i32, m: i32): i32 {
  if (kind == KERNEL) return 3;
  return kind == SUMS_TRANSPOSED ? m : m + 2;
}

// @ts-ignore: decorator
@inline
export function outputsOf(kind: i32, m: i32): i32 {
  if (kind == KERNEL_TRANSPOSED) return 3;
  return kind == SUMS ? m : m + 2;
}

// @ts-ignore: decorator
@inline
function map(kind: i32, m: i32, from: usize, step: usize, to: usize, toStep: usize): void {
  if (m == 4) map4(kind, from, step, to, toStep);
  else if (m == 3) map3(kind, from, step, to, toStep);
  else map2(kind, from, step, to, toStep);
}

/** Applies a map to both axes of a tile of vectors. */
// @ts-ignore: decorator
@inline
export function mapTile(
  kind: i32,
  m: i32,
  from: usize,
  rowStep: usize,
  pixelStep: usize,
  to: usize,
  toRowStep: usize,
  toPixelStep: usize,
  scratch: usize,
): void {
  const inputs = inputsOf(kind, m);
  const line = <usize>inputs << 4;
  for (let j = 0; j < inputs; j++) {
    map(kind, m, from + <usize>j * pixelStep, rowStep, scratch + (<usize>j << 4), line);
  }
  for (let i = 0; i < outputsOf(kind, m); i++) {
    map(kind, m, scratch + <usize>i * line, 16, to + <usize>i * toRowStep, toPixelStep);
  }
}

// @ts-ignore: decorator
@inline
function map4(kind: i32, from: usize, step: usize, to: usize, toStep: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from + step);
  const a2 = v128.load(from + 2 * step);
  if (kind == KERNEL) {
    const even = times(plus(a0, a2), -1.0 / 6);
    const odd = times(a1, -1.0 / 6);
    const far = plus(times(a0, 1.0 / 24), times(a2, 1.0 / 6));
    const farOdd = times(a1, 1.0 / 12);
    v128.store(to, times(a0, 0.25));
    v128.store(to + toStep, plus(even, odd));
    v128.store(to + 2 * toStep, minus(even, odd));
    v128.store(to + 3 * toStep, plus(far, farOdd));
    v128.store(to + 4 * toStep, minus(far, farOdd));
    v128.store(to + 5 * toStep, a2);
    return;
  }
  const a3 = v128.load(from + 3 * step);
  if (kind == SUMS_TRANSPOSED) {
    const even = plus(a0, a2);
    const odd = plus(a1, a3);
    const far = plus(a0, times(a2, 4));
    const farOdd = plus(times(a1, 2), times(a3, 8));
    v128.store(to, a0);
    v128.store(to + toStep, plus(even, odd));
    v128.store(to + 2 * toStep, minus(even, odd));
    v128.store(to + 3 * toStep, plus(far, farOdd));
    v128.store(to + 4 * toStep, minus(far, farOdd));
    v128.store(to + 5 * toStep, a3);
    return;
  }
  const a4 = v128.load(from + 4 * step);
  const a5 = v128.load(from + 5 * step);
  if (kind == DATA) {
    const near = minus(a4, times(a2, 4));
    const nearOdd = minus(a3, times(a1, 4));
    const far = minus(a4, a2);
    const farOdd = times(minus(a3, a1), 2);
    v128.store(to, plus(minus(times(a0, 4), times(a2, 5)), a4));
    v128.store(to + toStep, plus(near, nearOdd));
    v128.store(to + 2 * toStep, minus(near, nearOdd));
    v128.store(to + 3 * toStep, plus(far, farOdd));
    v128.store(to + 4 * toStep, minus(far, farOdd));
    v128.store(to + 5 * toStep, plus(minus(times(a1, 4), times(a3, 5)), a5));
    return;
  }
  const sum = plus(a1, a2);
  const farSum = plus(a3, a4);
  if (kind == SUMS) {
    const difference = minus(a1, a2);
    const farDifference = minus(a3, a4);
    v128.store(to, plus(plus(a0, sum), farSum));
    v128.store(to + toStep, plus(difference, times(farDifference, 2)));
    v128.store(to + 2 * toStep, plus(sum, times(farSum, 4)));
    v128.store(to + 3 * toStep, plus(plus(difference, times(farDifference, 8)), a5));
  } else if (kind == DATA_TRANSPOSED) {
    const turned = minus(a2, a1);
    const farTurned = times(minus(a4, a3), 2);
    v128.store(to, times(a0, 4));
    v128.store(to + toStep, plus(times(plus(turned, a5), 4), farTurned));
    v128.store(to + 2 * toStep, minus(times(plus(times(a0, 1.25), sum), -4), farSum));
    v128.store(to + 3 * toStep, minus(times(a5, -5), plus(turned, farTurned)));
    v128.store(to + 4 * toStep, plus(plus(a0, sum), farSum));
    v128.store(to + 5 * toStep, a5);
  } else {
    const sixth = times(sum, 1.0 / 6);
    v128.store(to, plus(minus(times(a0, 0.25), sixth), times(farSum, 1.0 / 24)));
    v128.store(to + toStep, plus(times(minus(a2, a1), 1.0 / 6), times(minus(a3, a4), 1.0 / 12)));
    v128.store(to + 2 * toStep, plus(minus(times(farSum, 1.0 / 6), sixth), a5));
  }
}

// @ts-ignore: decorator
@inline
function map3(kind: i32, from: usize, step: usize, to: usize, toStep: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from + step);
  const a2 = v128.load(from + 2 * step);
  if (kind == KERNEL) {
    const even = plus(a0, a2);
    v128.store(to, times(a0, 0.5));
    v128.store(to + toStep, times(plus(even, a1), -0.5));
    v128.store(to + 2 * toStep, times(minus(even, a1), -1.0 / 6));
    v128.store(to + 3 * toStep, times(plus(plus(a0, times(a1, 2)), times(a2, 4)), 1.0 / 6));
    v128.store(to + 4 * toStep, a2);
    return;
  }
  if (kind == SUMS_TRANSPOSED) {
    const even = plus(a0, a2);
    v128.store(to, a0);
    v128.store(to + toStep, plus(even, a1));
    v128.store(to + 2 * toStep, minus(even, a1));
    v128.store(to + 3 * toStep, plus(plus(a0, times(a1, 2)), times(a2, 4)));
    v128.store(to + 4 * toStep, a2);
    return;
  }
  const a3 = v128.load(from + 3 * step);
  const a4 = v128.load(from + 4 * step);
  if (kind == DATA) {
    const odd = minus(a3, a1);
    v128.store(to, plus(times(minus(a0, a2), 2), odd));
    v128.store(to + toStep, minus(minus(a3, a2), times(a1, 2)));
    v128.store(to + 2 * toStep, plus(minus(a3, times(a2, 3)), times(a1, 2)));
    v128.store(to + 3 * toStep, odd);
    v128.store(to + 4 * toStep, minus(minus(a4, a2), times(odd, 2)));
  } else if (kind == SUMS) {
    const sum = plus(a1, a2);
    v128.store(to, plus(plus(a0, sum), a3));
    v128.store(to + toStep, plus(minus(a1, a2), times(a3, 2)));
    v128.store(to + 2 * toStep, plus(plus(sum, times(a3, 4)), a4));
  } else if (kind == DATA_TRANSPOSED) {
    const sum = plus(a0, a3);
    v128.store(to, times(a0, 2));
    v128.store(to + toStep, minus(times(plus(minus(a2, a1), a4), 2), sum));
    v128.store(to + 2 * toStep, minus(times(a0, -2), plus(plus(a1, times(a2, 3)), a4)));
    v128.store(to + 3 * toStep, minus(plus(plus(sum, a1), a2), times(a4, 2)));
    v128.store(to + 4 * toStep, a4);
  } else {
    const half = times(a1, 0.5);
    const sixth = times(a2, 1.0 / 6);
    v128.store(to, plus(minus(minus(times(a0, 0.5), half), sixth), times(a3, 1.0 / 6)));
    v128.store(to + toStep, plus(minus(sixth, half), times(a3, 1.0 / 3)));
    v128.store(to + 2 * toStep, plus(minus(times(a3, 2.0 / 3), plus(half, sixth)), a4));
  }
}

// @ts-ignore: decorator
@inline
function map2(kind: i32, from: usize, step: usize, to: usize, toStep: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from + step);
  if (kind == SUMS_TRANSPOSED) {
    v128.store(to, a0);
    v128.store(to + toStep, plus(a0, a1));
    v128.store(to + 2 * toStep, minus(a0, a1));
    v128.store(to + 3 * toStep, f32x4.neg(a1));
    return;
  }
  const a2 = v128.load(from + 2 * step);
  if (kind == KERNEL) {
    const even = times(plus(a0, a2), 0.5);
    const odd = times(a1, 0.5);
    v128.store(to, a0);
    v128.store(to + toStep, plus(even, odd));
    v128.store(to + 2 * toStep, minus(even, odd));
    v128.store(to + 3 * toStep, a2);
    return;
  }
  const a3 = v128.load(from + 3 * step);
  if (kind == DATA) {
    v128.store(to, minus(a0, a2));
    v128.store(to + toStep, plus(a1, a2));
    v128.store(to + 2 * toStep, minus(a2, a1));
    v128.store(to + 3 * toStep, minus(a1, a3));
  } else if (kind == SUMS) {
    v128.store(to, plus(plus(a0, a1), a2));
    v128.store(to + toStep, minus(minus(a1, a2), a3));
  } else if (kind == DATA_TRANSPOSED) {
    v128.store(to, a0);
    v128.store(to + toStep, plus(minus(a1, a2), a3));
    v128.store(to + 2 * toStep, minus(plus(a1, a2), a0));
    v128.store(to + 3 * toStep, f32x4.neg(a3));
  } else {
    const even = times(plus(a1, a2), 0.5);
    v128.store(to, plus(a0, even));
    v128.store(to + toStep, times(minus(a1, a2), 0.5));
    v128.store(to + 2 * toStep, plus(even, a3));
  }
}
