/** Digits drawn with a pen on paper, for tests alone: strokes are curves of our own here, nothing of the generator's. */
import { encode } from 'fast-png';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Drawing {
  readonly digit: number;
  readonly height?: number;
  readonly width?: number;
  /** Height of the digit, as a share of the picture's smaller side. */
  readonly size?: number;
  /** Where its middle is, as shares of the picture's width and height. */
  readonly middle?: readonly [x: number, y: number];
  /** Width of the pen as a share of the digit's height. */
  readonly pen?: number;
  readonly ink?: Colour;
  readonly paper?: Colour;
  /** Light falling off towards one corner: this share of it is left there. */
  readonly shade?: number;
  /** Grey levels of noise, uniform in ± so many. */
  readonly noise?: number;
  /** Colour of ruled lines, eight on the page. */
  readonly rules?: Colour;
  /** Share of the pixels that are specks of ink. */
  readonly specks?: number;
  /** The paper is left out: ink on nothing, or on a card that fills the picture but for its corners. */
  readonly transparent?: boolean;
  readonly slant?: number;
}

type Point = readonly [x: number, y: number];

/** Points of an ellipse's arc; angles in degrees, clockwise from the right. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = Math.max(4, Math.ceil(Math.abs(to - from) / 6));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

/** A curve with two control points. */
function curve(a: Point, b: Point, c: Point, d: Point): Point[] {
  return Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    return [p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1]] as const;
  });
}

/** Strokes of each digit in a field 0.62 wide and 1 high. */
const strokes: readonly (readonly (readonly Point[])[])[] = [
  [arc(0.31, 0.5, 0.29, 0.49, -100, 262)],
  [[...curve([0.16, 0.22], [0.24, 0.16], [0.3, 0.1], [0.34, 0.01]), [0.32, 0.5], [0.3, 0.99]]],
  [
    [
      ...arc(0.3, 0.27, 0.26, 0.26, 190, 380),
      ...curve([0.54, 0.36], [0.48, 0.56], [0.25, 0.75], [0.03, 0.97]),
      [0.3, 0.97],
      [0.6, 0.95],
    ],
  ],
  [[...arc(0.27, 0.25, 0.26, 0.24, 205, 440), ...arc(0.27, 0.73, 0.31, 0.26, -82, 155)]],
  [
    [
      [0.3, 0.02],
      [0.18, 0.3],
      [0.04, 0.6],
      [0.3, 0.61],
      [0.6, 0.58],
    ],
    [
      [0.46, 0.32],
      [0.44, 0.66],
      [0.42, 0.99],
    ],
  ],
  [
    [[0.13, 0.05], [0.11, 0.25], [0.1, 0.44], ...arc(0.27, 0.68, 0.29, 0.3, -115, 145)],
    [
      [0.13, 0.05],
      [0.35, 0.05],
      [0.56, 0.03],
    ],
  ],
  [
    [
      ...curve([0.46, 0.02], [0.22, 0.12], [0.04, 0.45], [0.05, 0.72]),
      ...arc(0.31, 0.72, 0.26, 0.26, 180, -190),
    ],
  ],
  [
    [
      [0.03, 0.05],
      [0.3, 0.05],
      [0.58, 0.03],
      ...curve([0.58, 0.03], [0.48, 0.3], [0.34, 0.55], [0.24, 0.99]),
    ],
  ],
  [
    [
      ...curve([0.52, 0.1], [0.4, -0.05], [0.05, 0], [0.1, 0.24]),
      ...curve([0.1, 0.24], [0.14, 0.45], [0.56, 0.5], [0.55, 0.76]),
      ...curve([0.55, 0.76], [0.5, 1.06], [0.05, 1.06], [0.06, 0.76]),
      ...curve([0.06, 0.76], [0.1, 0.5], [0.5, 0.4], [0.52, 0.1]),
    ],
  ],
  [
    [
      ...arc(0.29, 0.28, 0.25, 0.26, -10, -370),
      ...curve([0.54, 0.24], [0.54, 0.5], [0.5, 0.75], [0.42, 0.99]),
    ],
  ],
];

/** The picture, RGBA, 8 bits a sample. */
export function drawDigit(drawing: Drawing): { height: number; width: number; pixels: Uint8Array } {
  const { digit, height = 200, width = 200, size = 0.6, middle = [0.5, 0.5], pen = 0.09 } = drawing;
  const { ink = [0, 0, 0], paper = [255, 255, 255], shade = 1, noise = 0, rules, specks = 0 } = drawing;
  const { transparent = false, slant = 0.12 } = drawing;
  const tall = size * Math.min(height, width);
  const lines = strokes[digit]!.map((points) =>
    points.map(
      ([x, y]): Point => [
        middle[0] * width + (x - 0.31 + slant * (0.5 - y)) * tall,
        middle[1] * height + (y - 0.5) * tall,
      ],
    ),
  );
  const random = lehmer(digit + 1);
  const pixels = new Uint8Array(height * width * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = Math.abs(x - middle[0] * width) < tall && Math.abs(y - middle[1] * height) < tall;
      let distance = Number.POSITIVE_INFINITY;
      if (near)
        for (const points of lines)
          distance = Math.min(distance, toLine(points, x + 0.5, y + 0.5, pen * tall));
      // A pen thinner than a pixel covers a share of it.
      const full = Math.min(1, pen * tall);
      let cover = full * Math.min(1, Math.max(0, Math.max(1, pen * tall) / 2 - distance + 0.5));
      if (random() < specks) cover = 1;
      const light = 1 - ((1 - shade) * (x / width + y / height)) / 2;
      const ruled = rules !== undefined && y % Math.ceil(height / 8) < Math.max(1, height / 150);
      const grain = (random() - 0.5) * 2 * noise;
      for (let c = 0; c < 3; c++) {
        const ground = ruled ? rules[c]! : paper[c]!;
        const value = transparent ? ink[c]! : (cover * ink[c]! + (1 - cover) * ground) * light + grain;
        pixels[(y * width + x) * 4 + c] = Math.max(0, Math.min(255, Math.round(value)));
      }
      pixels[(y * width + x) * 4 + 3] = transparent ? Math.round(255 * cover) : 255;
    }
  }
  return { height, width, pixels };
}

/** The drawing as a PNG file: RGBA where it is transparent, else RGB. */
export function drawPng(drawing: Drawing): Uint8Array {
  const { height, width, pixels } = drawDigit(drawing);
  if (drawing.transparent === true) return encode({ height, width, channels: 4, depth: 8, data: pixels });
  const data = pixels.filter((_, i) => i % 4 !== 3);
  return encode({ height, width, channels: 3, depth: 8, data });
}

/** Distance to a line of segments; what is certainly further than the pen is not looked at closely. */
function toLine(points: readonly Point[], x: number, y: number, pen: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const ax = points[i - 1]![0];
    const bx = points[i]![0];
    if (Math.min(ax, bx) - x > pen + 2 || x - Math.max(ax, bx) > pen + 2) continue;
    const ay = points[i - 1]![1];
    const by = points[i]![1];
    if (Math.min(ay, by) - y > pen + 2 || y - Math.max(ay, by) > pen + 2) continue;
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const t =
      square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return least;
}

/** Lehmer's generator: numbers in [0, 1) that are the same each time. */
function lehmer(seed: number): () => number {
  let state = seed * 48271;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Ways of drawing a digit that a person has no trouble to read. */
export const styles: Readonly<Record<string, Omit<Drawing, 'digit'>>> = {
  'black on white': {},
  'a thick pen': { pen: 0.2 },
  'a marker': { pen: 0.27, size: 0.7 },
  'a thin pen': { pen: 0.03 },
  'a hairline': { pen: 0.008, height: 300, width: 300 },
  'blue on white': { ink: [30, 60, 200] },
  'red on white': { ink: [220, 30, 40] },
  'yellow on white': { ink: [240, 220, 20] },
  'white on black': { ink: [255, 255, 255], paper: [0, 0, 0] },
  'chalk on a green board': { ink: [235, 235, 225], paper: [40, 90, 60], noise: 12, pen: 0.11 },
  'pencil on grey paper': { ink: [120, 118, 116], paper: [205, 202, 196], noise: 6, pen: 0.05 },
  'off centre': { size: 0.35, middle: [0.22, 0.76] },
  'in a corner': { size: 0.25, middle: [0.86, 0.15], height: 300, width: 400 },
  '200×300': { height: 300, width: 200 },
  '1200×900': { height: 900, width: 1200, size: 0.5, middle: [0.4, 0.55] },
  '16×16': { height: 16, width: 16, size: 0.8, pen: 0.14 },
  '28×28 on white': { height: 28, width: 28, size: 0.75, pen: 0.11, middle: [0.4, 0.45] },
  'filling the picture': { size: 0.97 },
  'ruled paper': { rules: [170, 200, 235], ink: [25, 25, 60], pen: 0.06 },
  'a gradient of light': { shade: 0.35, ink: [40, 40, 40] },
  'a noisy photo': { noise: 35, shade: 0.6, ink: [50, 45, 70], paper: [225, 220, 210] },
  specks: { specks: 0.002 },
  'black on transparent': { transparent: true },
  'white on transparent': { transparent: true, ink: [255, 255, 255] },
  'blue on transparent': { transparent: true, ink: [20, 50, 180], pen: 0.05 },
};
