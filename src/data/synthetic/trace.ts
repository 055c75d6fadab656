/** The most points that a drawing may have, strokes together. */
const CAPACITY = 512;
/** Straight pieces between two control points. */
export const PIECES = 6;

/**
 * A drawing as polylines: points (x, y) with half the pen's width at each. One is made for many images, so
 * that drawing allocates nothing.
 */
export class Trace {
  readonly x = new Float64Array(CAPACITY);
  readonly y = new Float64Array(CAPACITY);
  /** Half the width of the ink, in pixels of the image. */
  readonly radius = new Float64Array(CAPACITY);
  /** Where each stroke begins; the entry after the last stroke is `count`. */
  readonly begins = new Int32Array(16);
  strokes = 0;
  count = 0;

  /** Control points of the stroke that comes next: filled by the caller, read by `addCurve`. */
  readonly controlX = new Float64Array(32);
  readonly controlY = new Float64Array(32);

  clear(): void {
    this.strokes = 0;
    this.count = 0;
    this.begins[0] = 0;
  }

  /**
   * Adds the stroke through the first `points` control points: Catmull–Rom splines with centripetal knots, which
   * make no cusps or loops of their own (Yuksel, Schaefer and Keyser, "On the parameterization of Catmull–Rom
   * curves", SIAM/ACM 2009), one between every two corners.
   */
  addCurve(points: number, corner: Uint8Array): void {
    this.#addPoint(this.controlX[0] ?? 0, this.controlY[0] ?? 0);
    let first = 0;
    for (let i = 1; i < points; i++) {
      if (i < points - 1 && corner[i] === 0) continue;
      for (let j = first; j < i; j++) this.#addPieces(first, j, i);
      first = i;
    }
    this.strokes++;
    this.begins[this.strokes] = this.count;
  }

  #addPoint(x: number, y: number): void {
    if (this.count === CAPACITY) throw new Error(`a drawing of more than ${CAPACITY} points`);
    this.x[this.count] = x;
    this.y[this.count] = y;
    this.count++;
  }

  /** Adds the curve from control point j to j + 1, where the spline runs from control point `first` to `last`. */
  #addPieces(first: number, j: number, last: number): void {
    const px = this.controlX;
    const py = this.controlY;
    const x1 = px[j] ?? 0;
    const y1 = py[j] ?? 0;
    const dx = (px[j + 1] ?? 0) - x1;
    const dy = (py[j + 1] ?? 0) - y1;
    const knot = knotInterval(dx, dy);
    // tangents at both ends, scaled to this interval
    let startX = dx;
    let startY = dy;
    let endX = dx;
    let endY = dy;
    if (j > first) {
      const bx = x1 - (px[j - 1] ?? 0);
      const by = y1 - (py[j - 1] ?? 0);
      const before = knotInterval(bx, by);
      startX = dx + knot * (bx / before - (bx + dx) / (before + knot));
      startY = dy + knot * (by / before - (by + dy) / (before + knot));
    }
    if (j + 1 < last) {
      const ax = (px[j + 2] ?? 0) - (x1 + dx);
      const ay = (py[j + 2] ?? 0) - (y1 + dy);
      const after = knotInterval(ax, ay);
      endX = dx + knot * (ax / after - (ax + dx) / (after + knot));
      endY = dy + knot * (ay / after - (ay + dy) / (after + knot));
    }
    // an end without a neighbour takes a parabola: the curve bends on, instead of running out straight
    if (j === first) {
      startX = 2 * dx - endX;
      startY = 2 * dy - endY;
    }
    if (j + 1 === last) {
      endX = 2 * dx - startX;
      endY = 2 * dy - startY;
    }
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const s = 1 - t;
      // Hermite's cubic, relative to the first point
      const along = t * t * (3 - 2 * t);
      const fromStart = t * s * s;
      const fromEnd = t * t * s;
      this.#addPoint(
        x1 + along * dx + fromStart * startX - fromEnd * endX,
        y1 + along * dy + fromStart * startY - fromEnd * endY,
      );
    }
  }
}

/** The square root of the distance; never 0, so that points that coincide do no harm. */
function knotInterval(dx: number, dy: number): number {
  return Math.sqrt(Math.sqrt(dx * dx + dy * dy)) + 1e-6;
}
