/** Every glyph is 7 rows of 5 pixels. */
export const glyphHeight = 7;
export const glyphWidth = 5;

/** One digit a row of the glyph, each the row's five bits as a base-32 digit (`v` = #####, `h` = #...#, `4` = ..#..). */
const glyphs: Readonly<Record<string, string>> = {
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'v2421he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'sihhhis',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hhha444',
  Z: 'v1248gv',
  '.': '00000cc',
  ',': '0000c48',
  ':': '0cc0cc0',
  '-': '000v000',
  '+': '044v440',
  '=': '00v0v00',
  '/': '01248g0',
  '%': 'op248j3',
  '(': '2488842',
  ')': '8422248',
  '°': 'ciic000',
  '#': 'aavavaa',
  '?': 'eh12404',
};

/** Whether the glyph of `character` has ink at (row, column); lower case looks like upper case, the unknown like `?`. */
export function glyphHasInk(character: string, row: number, column: number): boolean {
  if (character === ' ') return false;
  const rows = glyphs[character.toUpperCase()] ?? glyphs['?'] ?? '';
  const bits = Number.parseInt(rows[row] ?? '0', 32);
  return ((bits >> (glyphWidth - 1 - column)) & 1) === 1;
}
