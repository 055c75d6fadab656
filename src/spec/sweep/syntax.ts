/** `--sweep WHAT`: all declared parameters, some of them, or one with values or a range of its own. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { Problem } from '../known-keys.js';
import { parseYaml } from '../parse-yaml.js';
import type { ListTree, Origin, Tree } from '../tree.js';

/** One `--sweep`, read. */
export type SweepWord =
  | { readonly kind: 'all' }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | {
      readonly kind: 'parameter';
      /** A declared name, a path, or the last key of one. */
      readonly key: string;
      readonly domain: { readonly values: ListTree } | WrittenRange;
    };

/** A range as it is written: whether it is one of whole numbers, its path says. */
export interface WrittenRange {
  readonly low: number;
  readonly high: number;
  readonly step: number | null;
  readonly scale: 'linear' | 'log';
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const RANGE = new RegExp(String.raw`^(log:)?\s*(${NUMBER})\s*\.\.\s*(${NUMBER})\s*(?::\s*(${NUMBER}))?$`);

/**
 * Reads one `--sweep`: `` (all), `lr,momentum`, `lr=0.1,0.01`, `lr=[0.1, 0.01]`, `optimizer={ sgd: {} },adam`,
 * `lr=log:1e-4..1e-1`, `filters=8..64:8`.
 */
export function parseSweepWord(text: string): Outcome<SweepWord, Problem> {
  const equals = text.indexOf('=');
  if (equals >= 0) return parseParameter(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
  if (text.trim() === '') return succeed({ kind: 'all' });
  const names = text.split(',').map((name) => name.trim());
  if (names.includes(''))
    return fail({ message: 'a name is missing between commas', advice: 'write --sweep lr,momentum' });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return fail({ message: `${twice} is named twice`, advice: 'keep one' });
  return succeed({ kind: 'names', names });
}

function parseParameter(key: string, text: string): Outcome<SweepWord, Problem> {
  if (key === '') return fail({ message: 'no parameter is named', advice: "write --sweep 'lr=0.1,0.01'" });
  if (text === '') {
    return fail({
      message: `${key} gets no values`,
      advice: `write --sweep '${key}=VALUE,VALUE' or '${key}=LOW..HIGH'`,
    });
  }
  const origin = originOf(key);
  const match = RANGE.exec(text);
  if (match !== null) {
    const [, log, low, high, step] = match;
    const range: WrittenRange = {
      low: Number(low),
      high: Number(high),
      step: step === undefined ? null : Number(step),
      scale: log === undefined ? 'linear' : 'log',
    };
    const huge = [low, high, step ?? '0'].find((number) => !Number.isFinite(Number(number)));
    if (huge !== undefined) return fail({ message: `the number ${huge} is too large` });
    return succeed({ kind: 'parameter', key, domain: range });
  }
  if (/^log:|\.\./.test(text)) {
    return fail({
      message: `${JSON.stringify(text)} is no range`,
      advice: 'write LOW..HIGH, LOW..HIGH:STEP or log:LOW..HIGH',
    });
  }
  const list = parseYaml({ text: `[${text}]`, at: { origin } });
  if (!list.ok)
    return fail({
      message: list.failure.message,
      ...(list.failure.advice !== undefined && { advice: list.failure.advice }),
    });
  const items = list.value?.kind === 'list' ? list.value.items : [];
  const joined = items.find((item) => item.kind === 'scalar' && /^[\w.-]+=/.test(String(item.value)));
  if (joined !== undefined) {
    return fail({
      message: `${key} has the value ${JSON.stringify(joined.kind === 'scalar' ? joined.value : '')}`,
      advice: 'give each parameter a --sweep of its own',
    });
  }
  const [only] = items;
  // In brackets or without: a list of one list is that list.
  const values: readonly Tree[] = items.length === 1 && only?.kind === 'list' ? only.items : items;
  if (values.length === 0)
    return fail({ message: `${key} gets no values`, advice: `write --sweep '${key}=VALUE,VALUE'` });
  return succeed({ kind: 'parameter', key, domain: { values: { kind: 'list', items: values, origin } } });
}

/** What stands in the file's stead for all that a `--sweep` says of a parameter. */
export function originOf(key: string): Origin {
  return { kind: 'flag', flag: `--sweep ${key}`.trimEnd() };
}
