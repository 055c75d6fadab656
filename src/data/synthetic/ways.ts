import { parseStroke, type Stroke } from './stroke.js';

/**
 * One way of writing a digit, drawn twice: every image lies somewhere on the line between `from` and `to`
 * (and a little beyond), so that one way already holds a continuum of shapes.
 */
export interface Way {
  /** How often writers choose it, relative to the other ways of the same digit. */
  readonly weight: number;
  readonly from: readonly Stroke[];
  /** As many strokes as `from`, with as many points each. */
  readonly to: readonly Stroke[];
}

/** All ways of writing one digit. */
export interface Digit {
  /** Usual width of the drawing where its height is 1. */
  readonly width: number;
  readonly ways: readonly Way[];
}

function way(weight: number, from: readonly string[], to: readonly string[]): Way {
  const strokes = { from: from.map(parseStroke), to: to.map(parseStroke) };
  const shape = (list: readonly Stroke[]) => list.map((stroke) => stroke.count).join();
  if (shape(strokes.from) !== shape(strokes.to)) {
    throw new Error(`strokes do not pair up: ${from.join(' | ')} has ${shape(strokes.from)} points`);
  }
  return { weight, ...strokes };
}

/**
 * The ten digits. Points are `x y` in hundredths of the drawing's box, y downwards, in the order in which the pen
 * passes them; `!` marks a corner. Our own drawings, made beside a sheet of MNIST.
 */
export const digits: readonly Digit[] = [
  {
    width: 0.86,
    ways: [
      // an oval, counter-clockwise from the top, closed or overlapping
      way(
        5,
        ['50 0 21 13 6 50 20 87 50 100 80 86 94 50 79 13 48 0'],
        ['66 5 30 6 5 45 17 86 48 100 82 84 96 44 76 8 40 4'],
      ),
      // lying down
      way(
        2,
        ['50 0 10 10 -10 50 14 90 50 100 88 88 108 48 86 10 46 2'],
        ['66 4 -4 14 -34 58 6 94 50 96 106 80 132 42 96 8 40 4'],
      ),
      // open at the top, or ending in a hook inside
      way(
        3,
        ['60 6 26 12 5 52 22 90 52 100 84 82 96 46 86 16 72 4'],
        ['52 3 20 18 6 54 24 92 54 99 84 80 95 42 72 10 44 22'],
      ),
      // clockwise, with a lead-in that crosses the end
      way(
        2,
        ['30 12 58 0 88 20 95 54 76 90 44 100 14 84 6 46 22 12 44 2'],
        ['18 24 56 1 90 16 94 54 74 92 42 99 12 80 8 42 30 10 62 6'],
      ),
      // a loop at the top right
      way(
        2,
        ['72 8 36 4 8 36 10 74 40 100 78 88 94 50 84 14 58 8 62 26'],
        ['88 2 48 8 14 34 6 70 34 100 76 86 92 48 76 14 44 4 50 18'],
      ),
    ],
  },
  {
    width: 0.55,
    ways: [
      // one stroke
      way(16, ['50 0 50 34 50 67 50 100'], ['54 0 53 33 50 67 45 100']),
      way(3, ['46 0 51 32 52 67 48 100'], ['56 0 50 34 47 66 50 100']),
      // with a flag
      way(2, ['34 18 52 0! 50 34 50 67 50 100'], ['16 34 54 1! 53 33 52 67 50 100']),
      // with a flag and a foot
      way(
        2,
        ['28 20 52 0! 51 34 50 67 50 98', '20 99 50 98 84 98'],
        ['12 26 50 2! 51 34 52 67 50 97', '8 97 50 98 94 95'],
      ),
      // with a foot in the same movement
      way(1, ['24 20 54 0! 50 50 46 98! 24 98 80 96'], ['30 14 54 0! 52 50 50 98! 30 99 92 92']),
      // a broad flag and a broad foot
      way(
        1,
        ['10 30 54 2! 53 34 52 67 50 97', '-10 99 48 98 110 94'],
        ['-10 24 50 4! 51 34 54 67 54 96', '-20 96 54 96 124 98'],
      ),
    ],
  },
  {
    width: 0.94,
    ways: [
      // a corner at the bottom left
      way(
        5,
        ['10 24 30 3 62 2 78 20 66 48 36 76 8 98! 34 97 62 96 94 97'],
        ['16 30 26 6 56 0 74 16 70 44 42 74 6 96! 34 92 62 97 96 90'],
      ),
      // a loop at the bottom left
      way(
        5,
        ['14 20 36 2 64 6 72 26 58 58 34 86 12 96 6 84 22 77 52 90 96 96'],
        ['6 16 34 0 66 6 74 30 58 64 30 94 8 94 10 80 34 78 62 92 98 84'],
      ),
      // a loop, and a base that falls to the right
      way(
        4,
        ['12 28 30 4 66 6 72 32 50 64 22 84 4 80 16 68 52 80 98 98'],
        ['2 30 20 2 66 0 78 30 54 62 20 92 0 84 14 68 50 78 96 100'],
      ),
      // a big round head that starts inside
      way(
        2,
        ['34 40 14 30 30 2 74 6 82 40 58 76 24 94 8 86 24 74 58 90 98 92'],
        ['40 34 10 36 18 4 70 0 88 40 62 80 26 98 10 92! 36 88 66 92 104 88'],
      ),
      // hardly a head
      way(
        1,
        ['28 12 44 2 56 10 44 44 28 72 8 96! 34 94 66 92 98 90'],
        ['36 4 44 0 50 8 36 40 22 70 6 94! 38 92 66 92 104 94'],
      ),
      // like a Z, the top straight and the corners sharp
      way(
        3,
        ['8 10 44 5 82 7! 60 36 34 68 8 96! 36 94 64 94 94 95'],
        ['6 6 40 2 74 10! 62 38 34 68 6 94! 36 97 64 94 98 97'],
      ),
      // a curl at the start and a wave for a base
      way(
        2,
        ['30 32 14 26 22 6 54 0 78 18 66 52 38 80 10 94! 30 84 62 98 96 86'],
        ['34 22 16 34 12 12 50 0 84 20 70 56 38 84 8 98! 30 92 62 97 92 99'],
      ),
      // a narrow arch, a tall neck
      way(
        2,
        ['20 14 48 0 70 14 66 42 44 70 18 92 10 96! 46 98 90 94'],
        ['24 20 42 1 64 8 68 36 54 66 30 90 22 96! 54 95 84 98'],
      ),
    ],
  },
  {
    width: 0.84,
    ways: [
      // two bows that meet in a point
      way(
        5,
        ['14 14 42 0 74 8 76 30 38 46! 76 52 88 76 58 99 10 90'],
        ['8 8 40 1 78 6 72 30 30 46! 74 46 86 72 52 100 6 94'],
      ),
      // a flat top
      way(
        3,
        ['10 5 44 4 80 4! 62 22 42 40! 74 46 86 74 56 99 8 92'],
        ['18 6 50 2 86 6! 62 24 36 44! 78 46 84 76 50 100 10 94'],
      ),
      // a small loop in the middle
      way(
        2,
        ['16 16 44 0 74 10 68 34 42 48 32 43 44 40 76 54 84 80 52 100 10 88'],
        ['12 10 42 2 72 12 60 38 34 52 28 44 46 40 80 56 82 84 46 100 6 84'],
      ),
      // smooth between the bows
      way(
        2,
        ['16 10 48 0 76 14 64 36 42 46 66 52 84 72 66 96 34 100 8 90'],
        ['10 18 40 2 72 10 66 34 50 44 72 54 80 76 56 98 26 98 6 84'],
      ),
      // the lower end curls back
      way(
        1,
        ['14 10 46 0 72 12 64 36 36 44! 72 50 82 76 54 98 22 92 30 80'],
        ['10 14 42 2 76 10 64 34 34 42! 78 52 82 80 46 100 14 88 32 76'],
      ),
    ],
  },
  {
    width: 0.86,
    ways: [
      // open: an L, then an upright
      way(
        5,
        ['18 4 14 30 10 56! 46 56 88 54', '74 0 71 34 68 67 66 100'],
        ['30 2 18 28 6 54! 46 50 96 46', '82 4 74 34 64 67 54 100'],
      ),
      // open, the first stroke round
      way(
        4,
        ['14 6 8 36 24 56 56 52 88 42', '84 2 78 34 72 67 68 100'],
        ['24 4 6 40 18 60 54 54 80 38', '80 0 76 34 70 67 60 100'],
      ),
      // closed: down to the left, across, then an upright through the top
      way(
        3,
        ['64 2 36 34 8 66! 48 65 94 62', '66 0 65 34 63 67 62 100'],
        ['58 6 32 32 6 60! 48 62 98 66', '64 4 66 34 66 67 66 100'],
      ),
      // in one movement, back up to the right and down
      way(
        3,
        ['24 2 12 38 20 52 52 48 84 8! 76 38 70 68 66 100'],
        ['18 8 6 42 22 56 60 46 80 14! 76 40 70 70 64 98'],
      ),
      // a wide triangle
      way(
        3,
        ['62 2 32 36 2 70! 48 70 100 70', '62 2 64 34 66 67 68 100'],
        ['70 8 34 36 0 62! 50 64 106 60', '66 0 62 34 60 67 60 100'],
      ),
      // the upright long and low, the bar short
      way(
        2,
        ['36 0 22 24 8 48! 42 50 78 48', '66 18 60 46 52 74 44 100'],
        ['28 6 16 28 10 46! 44 50 92 52', '64 24 62 50 60 76 58 100'],
      ),
    ],
  },
  {
    width: 0.88,
    ways: [
      // two strokes: body, then the cap
      way(
        5,
        ['26 6 20 40! 48 36 80 52 80 84 46 100 8 90', '24 6 54 4 90 2'],
        ['38 10 26 46! 52 40 76 56 68 86 38 100 4 90', '36 8 66 6 98 0'],
      ),
      // one stroke from the right
      way(
        4,
        ['88 4 58 4 28 6! 20 42! 50 36 82 56 76 88 42 100 8 90'],
        ['96 2 66 6 40 8! 26 44! 52 42 74 60 64 90 32 100 4 88'],
      ),
      // like an S
      way(
        3,
        ['84 6 54 2 28 14 30 36 58 48 78 66 68 92 36 100 8 90'],
        ['94 2 60 6 36 18 34 38 58 54 68 74 54 94 28 100 4 86'],
      ),
      // the cap apart from a body that starts as a bow
      way(
        2,
        ['24 14 22 30 24 44 54 40 78 60 68 90 34 99 8 84', '30 4 60 5 90 4'],
        ['32 16 22 32 20 46 54 44 74 64 60 92 28 99 6 92', '40 8 68 2 96 0'],
      ),
      // a belly that curls in
      way(
        1,
        ['84 4 56 4 30 4! 24 40! 56 36 80 58 66 86 34 92 14 80 26 70'],
        ['92 6 62 4 34 8! 24 44! 52 40 72 60 58 88 28 92 14 78 30 72'],
      ),
    ],
  },
  {
    width: 0.76,
    ways: [
      // a bent back and a round belly
      way(
        5,
        ['70 0 38 20 14 58 20 88 48 100 80 86 78 62 50 54 18 72'],
        ['84 4 46 14 12 52 16 88 44 100 76 88 80 64 54 56 22 78'],
      ),
      // a straight back
      way(
        4,
        ['56 0 34 30 14 64 22 92 50 100 76 84 70 64 44 62 20 80'],
        ['46 0 26 32 10 68 26 96 56 98 78 80 68 62 40 66 18 84'],
      ),
      // a hooked head and an open belly
      way(
        2,
        ['82 12 56 0 24 26 10 66 30 97 66 97 84 76 64 56 34 64'],
        ['76 8 50 4 20 34 10 70 30 99 70 94 84 70 60 54 28 66'],
      ),
      // a large belly that runs back into the stem
      way(
        4,
        ['46 0 18 32 6 68 24 98 66 100 94 82 84 58 50 60 24 84'],
        ['36 2 10 36 2 72 28 100 76 98 104 74 82 50 46 60 34 90'],
      ),
      // a belly that is rolled in
      way(
        2,
        ['58 0 24 26 8 64 26 96 66 98 86 78 70 58 46 62 42 82'],
        ['70 4 26 20 4 60 22 96 68 98 92 74 70 52 44 62 40 80'],
      ),
      // a small loop, crossing the back
      way(
        3,
        ['60 0 36 28 16 64 22 92 48 99 68 82 54 66 30 76 12 90'],
        ['70 2 42 26 16 66 28 98 62 94 74 74 52 64 24 80 8 84'],
      ),
    ],
  },
  {
    width: 0.82,
    ways: [
      // a corner
      way(6, ['8 8 46 6 88 4! 66 36 50 68 40 100'], ['12 14 50 8 90 2! 70 34 46 66 24 100']),
      // with a bar
      way(
        3,
        ['10 6 48 6 86 4! 66 36 52 68 44 100', '28 52 56 50 84 46'],
        ['8 12 46 6 90 6! 66 38 48 68 34 100', '22 48 54 50 88 52'],
      ),
      // a stroke down before the top
      way(3, ['12 26 14 8! 50 8 88 6! 66 38 50 68 42 100'], ['6 32 18 12! 52 10 90 2! 68 36 48 68 30 100']),
      // a stroke down before the top, an upright stem
      way(2, ['10 34 12 8! 46 7 82 6! 82 38 80 70 78 100'], ['4 40 8 10! 48 6 92 8! 86 40 80 72 74 100']),
      // a wide bar below a short top
      way(
        2,
        ['18 10 50 8 84 4! 66 36 50 68 36 100', '10 54 50 50 96 44'],
        ['12 22 18 8 76 6! 66 38 52 68 44 100', '16 56 54 52 104 50'],
      ),
      // round, as written fast
      way(4, ['8 12 42 4 78 6 86 20 62 50 48 76 42 100'], ['6 20 32 4 72 2 84 16 70 48 58 74 46 100']),
      // a wave for a top, the stem bent
      way(2, ['6 14 26 2 56 12 90 4! 66 34 56 66 54 100'], ['8 24 20 6 54 10 92 0! 74 34 64 66 60 100']),
    ],
  },
  {
    width: 0.8,
    ways: [
      // one movement, an S and back up
      way(
        6,
        ['78 14 48 0 22 16 34 40 66 56 82 80 50 100 20 82 36 56 68 40 80 12'],
        ['86 10 52 2 22 20 40 42 66 60 72 84 42 100 16 84 38 56 74 34 88 6'],
      ),
      // two circles
      way(
        2,
        ['52 0 28 8 24 30 50 46 76 32 74 10 50 0', '50 46 22 58 14 82 48 100 84 84 78 58 50 46'],
        ['56 2 28 12 28 36 52 46 74 34 74 12 52 1', '52 44 26 56 18 84 50 99 82 84 76 58 46 46'],
      ),
      // small above, the end drawn up straight
      way(
        3,
        ['82 8 54 4 34 18 42 36 62 52 70 80 44 100 22 84 40 60 66 36 92 10'],
        ['94 10 60 2 26 12 30 32 58 50 64 82 38 100 20 86 44 62 70 36 98 2'],
      ),
      // large above
      way(
        3,
        ['74 18 50 0 14 14 22 42 58 60 68 84 46 100 30 84 46 62 84 38 72 10'],
        ['92 22 56 0 6 14 22 44 52 60 58 86 38 100 24 86 42 62 98 36 80 8'],
      ),
      // from the crossing
      way(
        3,
        ['50 48 22 30 28 6 54 0 78 12 74 32 50 48 24 66 18 88 48 100 80 88 76 66 48 46'],
        ['44 46 24 28 36 6 64 1 82 14 70 34 44 50 20 68 16 90 44 100 74 90 70 66 44 46'],
      ),
      // open at the top
      way(
        2,
        ['70 4 40 2 20 18 38 42 70 62 78 86 46 100 18 84 34 58 68 36 88 12'],
        ['64 12 38 2 20 22 40 44 68 64 66 90 36 100 14 86 40 56 78 30 96 2'],
      ),
      // a narrow lower loop
      way(
        2,
        ['76 14 48 0 20 12 28 36 58 52 66 80 46 100 32 82 44 54 76 34 80 12'],
        ['82 8 48 2 18 18 34 40 62 58 60 86 38 99 30 82 50 52 80 32 86 8'],
      ),
    ],
  },
  {
    width: 0.72,
    ways: [
      // a loop, then a straight stem from its top
      way(
        6,
        ['80 12 52 0 20 14 14 38 42 50 70 36 82 8! 78 40 74 70 70 100'],
        ['88 16 56 2 20 18 12 42 40 52 72 34 88 10! 74 42 60 72 46 100'],
      ),
      // a curved stem
      way(
        3,
        ['78 16 54 1 22 10 14 36 38 50 68 40 80 12 82 50 70 86 44 100 14 92'],
        ['76 10 48 1 18 14 14 38 40 46 68 36 80 10 84 46 76 82 52 100 22 96'],
      ),
      // loop and stem in one round movement
      way(
        3,
        ['72 8 40 0 14 20 18 44 48 46 74 18 80 8 74 40 66 70 58 100'],
        ['64 6 34 4 12 26 22 46 52 42 76 20 84 12 72 44 58 74 44 100'],
      ),
      // a wide head that falls back on the stem
      way(
        3,
        ['76 20 50 2 10 16 2 42 34 52 70 36 84 12! 80 40 76 70 72 100'],
        ['84 28 56 2 -4 14 -8 44 36 52 76 34 86 14! 88 44 86 72 84 100'],
      ),
      // a circle closed by the stem, which is a stroke of its own
      way(
        2,
        ['74 10 46 0 18 14 18 40 46 50 72 36 74 12', '78 2 76 34 74 67 72 100'],
        ['76 16 50 4 20 18 18 42 46 50 70 38 76 20', '84 6 78 38 70 70 62 100'],
      ),
      // an open loop, as in a g
      way(
        1,
        ['66 12 40 2 14 16 16 40 44 46 72 30 84 4! 80 36 76 68 70 100'],
        ['56 4 30 6 12 26 22 46 52 44 76 26 88 2! 80 36 70 68 54 100'],
      ),
    ],
  },
];
