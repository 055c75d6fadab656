/** The resolved spec as YAML, each value with a comment that says where it comes from. */
import { oneLine } from './diagnostic.js';
import { type Origin, originText, type ScalarValue, type Tree } from './tree.js';

interface Line {
  readonly text: string;
  readonly comment?: string;
}

const HEADER = '# The whole spec: every value, and where it comes from. It can be run as it is.\n';
/** Comments stand in a column of their own, unless a line is longer. */
const MAX_COLUMN = 60;

/** Renders a canonical tree; reading the text again gives the same spec with the same hash. */
export function renderResolved(tree: Tree): string {
  const lines = tree.kind === 'map' ? mapLines(tree, '') : linesOf('', tree, '');
  const column = Math.min(MAX_COLUMN, Math.max(...lines.map(({ text }) => text.length)));
  const render = ({ text, comment }: Line): string =>
    comment === undefined ? text : `${text.padEnd(column)}  # ${oneLine(comment)}`;
  return `${HEADER}${lines.map(render).join('\n')}\n`;
}

/** @param prefix what stands before the value: `key:` or `-`. */
function linesOf(prefix: string, tree: Tree, indent: string): readonly Line[] {
  const flow = flowText(tree);
  if (flow !== undefined) {
    const comment = [...new Set(originsIn(tree).map(originText))].join(', ');
    return [{ text: `${indent}${prefix} ${flow}`, comment }];
  }
  const inner = `${indent}  `;
  const lines =
    tree.kind === 'map'
      ? mapLines(tree, inner)
      : tree.kind === 'list'
        ? tree.items.flatMap((item) => linesOf('-', item, inner))
        : [];
  if (prefix !== '-') return [{ text: `${indent}${prefix}` }, ...lines];
  const [first, ...others] = lines;
  return first === undefined
    ? []
    : [{ ...first, text: `${indent}- ${first.text.slice(inner.length)}` }, ...others];
}

function mapLines(tree: Tree & { kind: 'map' }, indent: string): readonly Line[] {
  return [...tree.entries].flatMap(([key, { value }]) => linesOf(`${scalarText(key)}:`, value, indent));
}

/** The value on one line: a scalar, a list without maps, or something empty. */
function flowText(tree: Tree): string | undefined {
  if (tree.kind === 'scalar') return scalarText(tree.value);
  if (tree.kind === 'map') return tree.entries.size === 0 ? '{}' : undefined;
  const items = tree.items.map(flowText);
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
}

/** The origins of what is written on one line; that a list's items stand where the list does goes without saying. */
function originsIn(tree: Tree): readonly Origin[] {
  if (tree.kind !== 'list') return [tree.origin];
  const others = tree.items
    .flatMap(originsIn)
    .filter(({ kind }) => kind !== tree.origin.kind || kind === 'set');
  return [tree.origin, ...others];
}

/** Text goes without quotes only where no reader of YAML, old or new, could take it for anything else. */
function scalarText(value: ScalarValue): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = /^[A-Za-z][A-Za-z0-9_/-]*([ .][A-Za-z0-9_/-]+)*$/.test(value);
  const isReserved = /^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain && !isReserved ? value : JSON.stringify(value);
}
