/** What the network should say of an image: a distribution over the classes. */

let own: i32 = 0;
let partner: i32 = 0;
let ownShare: f64 = 1;
let partnerShare: f64 = 0;
let everywhere: f64 = 0;
let rest: f64 = 1;

/**
 * Sets the target: share·onehot(label) + (1 − share)·onehot(partnerLabel), smoothed. An image that is not mixed with
 * another has itself as its partner, and a share of 1.
 */
export function aim(label: i32, partnerLabel: i32, share: f64, smoothing: f64, classes: i32): void {
  own = label;
  partner = partnerLabel;
  ownShare = share;
  partnerShare = 1 - share;
  everywhere = smoothing / <f64>classes;
  rest = 1 - smoothing;
}

/** The target's value for class `i`; exactly 1 and 0 where nothing is mixed or smoothed. */
// @ts-ignore: decorator
@inline
export function target(i: i32): f64 {
  const mixed = (i == own ? ownShare : 0) + (i == partner ? partnerShare : 0);
  return everywhere + rest * mixed;
}
