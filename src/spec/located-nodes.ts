/** The YAML library's nodes → our located values, with what YAML allows and a spec does not refused on the way. */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { quote } from './diagnostic.js';
import { type MapEntry, type Origin, placeOfOrigin, type ScalarValue, type Tree } from './tree.js';

/** A bound on what aliases can blow a small file up to. */
const MAX_NODES = 50_000;
const MAX_DEPTH = 64;
/** Half of a character: canonical JSON cannot hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Turns an offset in the text into the origin of what is found there. */
export type OriginAt = (offset: number) => Origin;

/** Thrown while walking, caught in `treeOfNode`: nothing else can go wrong there. */
class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function treeOfNode(contents: Node, originAt: OriginAt): Outcome<Tree> {
  const anchors = new Map<string, Node>();
  let nodes = 0;

  try {
    return succeed(walk(contents, []));
  } catch (problem) {
    if (problem instanceof Refusal) return fail(problem.failure);
    throw problem;
  }

  function refuse(origin: Origin, message: string, advice?: string): never {
    throw new Refusal({ kind: 'spec', message, place: placeOfOrigin(origin), ...(advice && { advice }) });
  }

  /** `around` holds the nodes that `node` is inside of, to see an alias that contains itself. */
  function walk(node: Node, around: readonly Node[]): Tree {
    const origin = originAt(node.range?.[0] ?? 0);
    if (++nodes > MAX_NODES) refuse(origin, `more than ${MAX_NODES} values once its aliases are written out`);
    if (around.length > MAX_DEPTH) refuse(origin, `nested more than ${MAX_DEPTH} levels deep`);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        refuse(origin, `unknown alias ${quote(`*${node.source}`)}`, `no &${node.source} comes before it`);
      if (around.includes(target)) refuse(origin, `the alias ${quote(`*${node.source}`)} contains itself`);
      return walk(target, around);
    }
    if (node.tag !== undefined && node.tag !== '!' && node.tag !== 'tag:yaml.org,2002:str') {
      refuse(
        origin,
        `unknown tag ${quote(node.tag.replace('tag:yaml.org,2002:', '!!'))}`,
        'write the plain value',
      );
    }
    if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    const inside = [...around, node];
    if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node, origin), origin };
    if (isSeq<Node>(node))
      return { kind: 'list', items: node.items.map((item) => walk(item, inside)), origin };
    if (isMap<Scalar, Node | null>(node))
      return { kind: 'map', entries: mapEntries(node.items, inside), origin };
    throw new Error('a YAML node of an unknown kind');
  }

  function mapEntries(
    pairs: readonly Pair<Scalar, Node | null>[],
    inside: readonly Node[],
  ): ReadonlyMap<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const { key, value } of pairs) {
      const keyOrigin = originAt(key.range?.[0] ?? 0);
      const name = String(key.value);
      if (key.anchor !== undefined) anchors.set(key.anchor, key);
      const first = entries.get(name);
      if (first !== undefined) {
        const place = placeOfOrigin(first.keyOrigin);
        const where = place.line === undefined ? '' : `line ${place.line} has it already; `;
        refuse(keyOrigin, `key ${quote(name)} appears twice`, `${where}keep one`);
      }
      if (name === '<<')
        refuse(keyOrigin, 'merge keys ("<<") are not supported', 'use extends, or write the keys out');
      if (name === '__proto__') refuse(keyOrigin, 'the key "__proto__" is not allowed');
      if (LONE_SURROGATE.test(name)) refuse(keyOrigin, 'a key holds half of a surrogate pair');
      const none: Tree = { kind: 'scalar', value: null, origin: keyOrigin };
      entries.set(name, { keyOrigin, value: value === null ? none : walk(value, inside) });
    }
    return entries;
  }

  function scalarValue(node: Scalar, origin: Origin): ScalarValue {
    const { value } = node;
    const source = node.source ?? String(value);
    if (typeof value === 'number') return finiteNumber(value, source, origin);
    if (typeof value === 'string') {
      if (LONE_SURROGATE.test(value))
        refuse(origin, 'the text holds half of a surrogate pair', 'write the character itself');
      return value;
    }
    if (typeof value === 'boolean' || value === null) return value;
    throw new Error(`the YAML core schema made a ${typeof value}`);
  }

  /** Only numbers that a double holds as they were written, as far as whole numbers and the range go; −0 becomes 0. */
  function finiteNumber(value: number, source: string, origin: Origin): number {
    if (/\.(nan|inf)$/i.test(source)) refuse(origin, `${source} is not a finite number`, 'write one that is');
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      refuse(origin, `the number ${shorten(source)} is too large`, 'at most 2^53 - 1 is held exactly');
    }
    if (value === 0 && /[1-9]/.test(source.split(/e/i)[0] ?? '')) {
      refuse(origin, `the number ${shorten(source)} is too small to tell from 0`, 'write 0');
    }
    return value === 0 ? 0 : value;
  }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
