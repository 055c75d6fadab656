import { fail, type Outcome, succeed } from '../util/outcome.js';

/** A word of a constraint; columns count from 1. */
export type Token =
  | { readonly kind: 'sign' | 'name'; readonly text: string; readonly column: number }
  | {
      readonly kind: 'literal';
      readonly value: number | string | boolean | null;
      readonly text: string;
      readonly column: number;
    };

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const WORDS = new Set(['and', 'or', 'not']);
const PATTERN =
  /\s+|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<sign><=|>=|==|!=|[-<>+*/()])/uy;

/** Splits a constraint into its words. */
export function tokenize(text: string): Outcome<readonly Token[], { message: string; column: number }> {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    const column = at + 1;
    if (match === null) return fail({ message: complaint(text.slice(at)), column });
    at = PATTERN.lastIndex;
    const { number, name, double, single, sign } = match.groups ?? {};
    const quoted = double ?? single;
    if (number !== undefined) tokens.push({ kind: 'literal', value: Number(number), text: number, column });
    else if (quoted !== undefined) tokens.push({ kind: 'literal', value: quoted, text: match[0], column });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, column });
    else if (name !== undefined) tokens.push(word(name, column));
  }
  return succeed(tokens);
}

function word(text: string, column: number): Token {
  const value = CONSTANTS.get(text);
  if (value !== undefined) return { kind: 'literal', value, text, column };
  return { kind: WORDS.has(text) ? 'sign' : 'name', text, column };
}

function complaint(rest: string): string {
  const [first = ''] = rest;
  if (first === '"' || first === "'") return 'this quote is not closed';
  const meant = [
    ['=', '=='],
    ['&', 'and'],
    ['|', 'or'],
    ['!', 'not'],
  ].find(([sign]) => sign === first);
  return meant === undefined ? `unexpected ${first}` : `unexpected ${first}; did you mean "${meant[1]}"?`;
}
