/** The optimizers' rules, with Keras's definitions: each moves the values `from` … `to` − 1 of the variable of a record. */
import {
  BETA1_REST,
  BETA2_REST,
  CENTERED,
  CORRECTED_RATE,
  EPSILON,
  FIRST_STATE,
  LEARNING,
  MOMENTUM,
  NESTEROV,
  RATE,
  RHO,
  RHO_REST,
  SECOND_STATE,
  THIRD_STATE,
} from '../layout/learning';
import { decayed, gradient, learning, settle } from './gradient';
import { put } from './vectors';

function setting(word: usize): v128 {
  return v128.load32_splat(<usize>LEARNING + word);
}

/** v ← momentum·v − rate·g; w ← w + v (nesterov: w + momentum·v − rate·g). */
export function sgd(record: usize, factors: usize, from: i32, to: i32): void {
  const velocity = <usize>load<i32>(record + FIRST_STATE);
  const rates = v128.load32_splat(factors + RATE);
  const momenta = setting(MOMENTUM);
  const isNesterov = learning(NESTEROV) != 0;
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    const g = f32x4.mul(rates, gradient(at));
    const kept = velocity == 0 ? f32x4.splat(0) : f32x4.mul(momenta, v128.load(velocity + at));
    const v = f32x4.sub(kept, g);
    if (velocity != 0) put(velocity + at, v, to - i);
    const move = isNesterov ? f32x4.sub(f32x4.mul(momenta, v), g) : v;
    settle(at, f32x4.add(decayed(at), move), to - i);
  }
}

/** m ← m + (g − m)·(1 − beta1); v ← v + (g² − v)·(1 − beta2); w ← w − correctedRate·m / (√v + epsilon). */
export function adam(record: usize, factors: usize, from: i32, to: i32): void {
  const first = <usize>load<i32>(record + FIRST_STATE);
  const second = <usize>load<i32>(record + SECOND_STATE);
  const rates = v128.load32_splat(factors + CORRECTED_RATE);
  const rest1 = setting(BETA1_REST);
  const rest2 = setting(BETA2_REST);
  const epsilon = setting(EPSILON);
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    const g = gradient(at);
    const m0 = v128.load(first + at);
    const v0 = v128.load(second + at);
    const m = f32x4.add(m0, f32x4.mul(f32x4.sub(g, m0), rest1));
    const v = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v0), rest2));
    put(first + at, m, to - i);
    put(second + at, v, to - i);
    const move = f32x4.div(f32x4.mul(m, rates), f32x4.add(f32x4.sqrt(v), epsilon));
    settle(at, f32x4.sub(decayed(at), move), to - i);
  }
}

/** v ← rho·v + (1 − rho)·g²; d = rate·g / √(v − a² + epsilon); b ← momentum·b + d; w ← w − b (without momentum: w − d). */
export function rmsprop(record: usize, factors: usize, from: i32, to: i32): void {
  const velocity = <usize>load<i32>(record + FIRST_STATE);
  const momentum = <usize>load<i32>(record + SECOND_STATE);
  const averageGradient = <usize>load<i32>(record + THIRD_STATE);
  const rates = v128.load32_splat(factors + RATE);
  const rho = setting(RHO);
  const rest = setting(RHO_REST);
  const epsilon = setting(EPSILON);
  const momenta = setting(MOMENTUM);
  const isCentered = learning(CENTERED) != 0;
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    const g = gradient(at);
    const v = f32x4.add(f32x4.mul(rho, v128.load(velocity + at)), f32x4.mul(rest, f32x4.mul(g, g)));
    put(velocity + at, v, to - i);
    let spread = v;
    if (isCentered) {
      const a = f32x4.add(f32x4.mul(rho, v128.load(averageGradient + at)), f32x4.mul(rest, g));
      put(averageGradient + at, a, to - i);
      spread = f32x4.sub(v, f32x4.mul(a, a));
    }
    let move = f32x4.div(f32x4.mul(rates, g), f32x4.sqrt(f32x4.add(spread, epsilon)));
    if (momentum != 0) {
      move = f32x4.add(f32x4.mul(momenta, v128.load(momentum + at)), move);
      put(momentum + at, move, to - i);
    }
    settle(at, f32x4.sub(decayed(at), move), to - i);
  }
}
