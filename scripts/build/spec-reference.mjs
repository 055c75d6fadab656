/** The README's reference of a spec's keys, made from the descriptions in schemas/experiment.schema.json. */
import { readFile } from 'node:fs/promises';

const url = new URL('../../schemas/experiment.schema.json', import.meta.url);

/**
 * One Markdown table for each map that a spec can hold.
 *
 * @returns {Promise<string>}
 */
export async function specReference() {
  const schema = JSON.parse(await readFile(url, 'utf8'));
  const lookup = (node) =>
    node.$ref ? { ...lookup(schema.definitions[node.$ref.split('/').pop()]), ...node } : node;
  const mapOf = (node) =>
    lookup(node.anyOf?.find((branch) => [branch.type].flat().includes('object')) ?? node);

  const tables = [];
  /** Options that several layers share are shown with the first of them. */
  const shown = new Set();
  const visit = (path, property) => {
    const node = lookup(property);
    const map = mapOf(node);
    if (path !== '' && map.maxProperties !== 1) tables.push(table(path, node, map, lookup));
    for (const [key, inner] of Object.entries(map.properties ?? {})) {
      const isSection = mapOf(lookup(inner)).properties !== undefined;
      const isShared = inner.$ref !== undefined && path.startsWith('build.layers.N.');
      if (isShared && shown.has(inner.$ref)) continue;
      if (isShared) shown.add(inner.$ref);
      if (isSection) visit(path === '' ? key : `${path}.${key}`, inner);
    }
  };
  tables.push(table('', schema, schema, lookup));
  visit('', schema);
  visit('build.layers.N', schema.definitions.Layer);
  visit('build.layers.N.activation', schema.definitions.Activation);
  visit('sweep.parameters.NAME', schema.definitions.SweepParameter);
  return tables.join('\n');
}

function table(path, node, map, lookup) {
  const head = `### ${path === '' ? 'The sections' : code(path)}\n\n${node.description}\n`;
  const rows = Object.entries(map.properties ?? {}).map(([key, property]) => {
    const inner = lookup(property);
    const cells = [
      code(key),
      valuesOf(inner, lookup),
      defaultOf(inner, map.required?.includes(key)),
      // A bar would end the cell.
      inner.description.replaceAll('|', '\\|'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  if (rows.length === 0) return head;
  return `${head}\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const typeNames = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  object: 'map',
  array: 'list',
};

function valuesOf(node, lookup) {
  if (node.enum) return node.enum.map(code).join(', ');
  const units = node.units ? `, ${node.units}` : '';
  if (node.anyOf)
    return `${[...new Set(node.anyOf.map((branch) => valuesOf(lookup(branch), lookup)))].join(' or ')}${units}`;
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = node;
  const bounds = [
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    // Upper bounds that only keep nonsense out are left to the error message.
    maximum <= 255 && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter(Boolean);
  const [type, ...others] = [node.type ?? []].flat().map((name) => typeNames[name] ?? name);
  const bounded = [type, bounds.join(', ')].filter(Boolean).join(' ');
  return `${[bounded, ...others].join(' or ')}${units}`;
}

function defaultOf(node, required) {
  if (required) return 'required';
  if (node.defaultFrom) return `as ${code(node.defaultFrom)}`;
  if (node.default === undefined) return '';
  return node.default === '' ? 'empty' : code(node.default);
}

/** A value as YAML in flow style would have it. */
function code(value) {
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value)
          .replaceAll('"', '')
          .replace(/([,:])/g, '$1 ');
  return `\`${text}\``;
}
