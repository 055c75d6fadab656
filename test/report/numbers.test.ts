import { expect, test } from 'vitest';
import * as numbers from '#src/report/numbers.js';

test.each([
  [numbers.formatPercent(0.9956), '99.56 %'],
  [numbers.formatPercent(1), '100.00 %'],
  [numbers.formatInterval([0.9936, 0.9964]), '99.36–99.64 %'],
  [numbers.formatLoss(0.01584), '0.0158'],
  [numbers.formatPoints(0.0006), '+0.06'],
  [numbers.formatPoints(-0.0018), '−0.18'],
  [numbers.formatPoints(-0.00001), '0.00'],
  [numbers.formatLossDifference(0.00001), '0.0000'],
  [numbers.formatLossDifference(-0.5), '−0.5000'],
  [numbers.formatCount(0), '0'],
  [numbers.formatCount(999), '999'],
  [numbers.formatCount(60_000), '60 000'],
  [numbers.formatCount(1_234_567), '1 234 567'],
  [numbers.formatMagnitude(999), '999'],
  [numbers.formatMagnitude(1280), '1.28 k'],
  [numbers.formatMagnitude(999_999), '1.00 M'],
  [numbers.formatMagnitude(30_800_000), '30.8 M'],
  [numbers.formatMagnitude(451_584_000_000), '452 G'],
  [numbers.formatSeconds(0.416), '0.42 s'],
  [numbers.formatSeconds(9.999), '10.0 s'],
  [numbers.formatSeconds(59.97), '1 min 0 s'],
  [numbers.formatSeconds(245), '4 min 5 s'],
  [numbers.formatSeconds(3599.8), '1 h 0 min'],
  [numbers.formatSeconds(7799), '2 h 10 min'],
  [numbers.formatShape([28, 28, 1]), '28×28×1'],
])('%s', (ours, expected) => {
  expect(ours).toBe(expected);
});
