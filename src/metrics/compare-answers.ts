/** Two sides' answers to the same images: who is right where the other is wrong, and whether that is chance. */
import { type SignFlipTest, signFlipTest } from './sign-flip.js';

/** One model's answers: classes by name, one an image. */
export interface Answered {
  readonly label: readonly string[];
  readonly predicted: readonly string[];
}

export interface AnswerComparison extends SignFlipTest {
  readonly images: number;
  /** Images that the first, or the second side got right more often: with one model each, those that only it got right. */
  readonly moreFirst: number;
  readonly moreSecond: number;
  /** Positions of those images, the clearest first: right with all models of one side and with none of the other. */
  readonly forFirst: readonly number[];
  readonly forSecond: readonly number[];
}

/**
 * Compares two sides of one or more models each, all of which answered the same images. What is compared of an image is
 * the share of a side's models that got it right; images are what the test draws anew, not models.
 *
 * @throws RangeError when a side has no model or the numbers of answers differ.
 */
export function compareAnswers(first: readonly Answered[], second: readonly Answered[]): AnswerComparison {
  const images = first[0]?.label.length ?? 0;
  const all = [...first, ...second];
  if (first.length === 0 || second.length === 0) throw new RangeError('a side without a model');
  if (all.some(({ label, predicted }) => label.length !== images || predicted.length !== images)) {
    throw new RangeError('the models have answered different numbers of images');
  }
  // Second's share − first's, as a whole number of first.length × second.length parts.
  const differences = Array.from(
    { length: images },
    (_, i) => rightOf(second, i) * first.length - rightOf(first, i) * second.length,
  );
  const positions = (sign: number): number[] =>
    differences
      .flatMap((value, i) => (Math.sign(value) === sign ? [i] : []))
      .sort((a, b) => Math.abs(differences[b] ?? 0) - Math.abs(differences[a] ?? 0) || a - b);
  const [forFirst, forSecond] = [positions(-1), positions(1)];
  return {
    images,
    moreFirst: forFirst.length,
    moreSecond: forSecond.length,
    forFirst,
    forSecond,
    ...signFlipTest(differences),
  };
}

function rightOf(models: readonly Answered[], i: number): number {
  return models.reduce((sum, { label, predicted }) => sum + (label[i] === predicted[i] ? 1 : 0), 0);
}
