/** What transparent pixels of a picture are shown on: paper that its ink can be seen on. */
import type { Raster } from '../decode/raster.js';

/** An opaque picture; values are float, 0 to 255. */
export interface OpaquePicture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** height × width × channels, row-major. */
  readonly colors: Float32Array;
}

/** Deviation of luminance above which what can be seen has a ground of its own beside its ink. */
const TWO_TONES = 50;

/**
 * Puts a picture on white, or on black where white would hide it. What can be seen decides: when it is all of one tone it
 * is ink, which wants the opposite ground; when it has light and dark in it, its larger part is paper, and the ground goes
 * on as that.
 */
export function composite({ height, width, channels, colors, alpha }: Raster): OpaquePicture {
  if (alpha === undefined) return { height, width, channels, colors };
  const ground = isGroundWhite(colors, channels, alpha) ? 255 : 0;
  const opaque = new Float32Array(colors.length);
  for (let i = 0; i < colors.length; i++) {
    const share = alpha[Math.floor(i / channels)] ?? 1;
    opaque[i] = (colors[i] ?? 0) + (1 - share) * ground;
  }
  return { height, width, channels, colors: opaque };
}

function isGroundWhite(colors: Float32Array, channels: number, alpha: Float32Array): boolean {
  let [seen, sum, squares, light] = [0, 0, 0, 0];
  for (let i = 0; i < alpha.length; i++) {
    const share = alpha[i] ?? 0;
    if (share <= 0) continue;
    let luminance = colors[i * channels] ?? 0;
    if (channels === 3) {
      luminance = 0.299 * luminance + 0.587 * (colors[i * 3 + 1] ?? 0) + 0.114 * (colors[i * 3 + 2] ?? 0);
    }
    // Colours are multiplied by alpha already.
    seen += share;
    sum += luminance;
    squares += (luminance * luminance) / share;
    if (luminance > 127.5 * share) light += share;
  }
  if (seen === 0) return true;
  const mean = sum / seen;
  const deviation = Math.sqrt(Math.max(0, squares / seen - mean * mean));
  return deviation > TWO_TONES ? light > seen / 2 : mean < 127.5;
}
