// The README's spec reference, made from the schema's own descriptions.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BEGIN = '<!-- spec reference: made from schemas/experiment.schema.json by `npm run reference` -->';
const END = '<!-- end of the spec reference -->';

/** Puts the reference into README.md; with `check` only says what is out of date. */
export async function writeReference({ check }) {
  const schema = JSON.parse(await readFile(`${root}/schemas/experiment.schema.json`, 'utf8'));
  const readme = await readFile(`${root}/README.md`, 'utf8');
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < 0) return ['README.md: the markers of the spec reference are gone'];
  const wanted = `${readme.slice(0, start)}${BEGIN}\n\n${reference(schema)}\n${readme.slice(end)}`;
  if (wanted === readme) return [];
  if (check) return ['README.md: the spec reference is out of date; `npm run reference` makes it again'];
  await writeFile(`${root}/README.md`, wanted);
  return [];
}

function reference(schema) {
  const blocks = ['| key | what | default |\n| --- | --- | --- |'];
  const [lines, sections] = rowsOf(schema, schema);
  blocks[0] += `\n${lines.join('\n')}`;
  for (const section of sections) blocks.push(...sectionOf(schema, section, '###'));
  return `${blocks.join('\n\n')}\n`;
}

/** A table of a map's keys, and the maps below it as sections of their own. */
function sectionOf(schema, { name, definition }, heading) {
  const map = mapOf(schema, definition);
  const blocks = [`${heading} ${name}\n\n${escape(definition.description)}`];
  if (!map?.properties || Object.keys(map.properties).length === 0) return blocks;
  const [lines, sections] = rowsOf(schema, map);
  if (lines.length > 0) blocks.push(`| key | what | default |\n| --- | --- | --- |\n${lines.join('\n')}`);
  for (const section of sections) blocks.push(...sectionOf(schema, section, heading.length < 4 ? `${heading}#` : heading));
  return blocks;
}

function rowsOf(schema, map) {
  const lines = [];
  const sections = [];
  for (const [name, property] of Object.entries(map.properties)) {
    const definition = resolve(schema, property);
    const target = mapOf(schema, definition.type === 'array' ? resolve(schema, definition.items ?? {}) : definition);
    lines.push(`| \`${name}\` | ${escape(definition.description ?? '')}${details(definition)} | ${defaultOf(map, name, definition)} |`);
    if (target?.properties && name !== 'path') sections.push({ name, definition: target === definition ? definition : { ...target, description: definition.description } });
  }
  return [lines, sections.filter((section, i) => sections.findIndex((other) => other.name === section.name) === i)];
}

function resolve(schema, node) {
  if (!node.$ref) return node;
  return schema.definitions[node.$ref.split('/').at(-1)];
}

/** The branch of a definition that is a map with known keys. */
function mapOf(schema, definition) {
  if (definition.properties) return definition;
  const branch = (definition.anyOf ?? []).map((one) => resolve(schema, one)).find((one) => one.properties);
  return branch && { ...branch, description: definition.description };
}

function details(definition) {
  const parts = [];
  const branch = definition.enum ?? definition.items?.enum;
  if (branch) parts.push(branch.map((value) => `\`${value}\``).join(', '));
  if (definition.units) parts.push(definition.units);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = definition;
  if (exclusiveMinimum !== undefined) parts.push(`> ${exclusiveMinimum}`);
  if (minimum !== undefined && maximum !== undefined && maximum < 1e6) parts.push(`${minimum} to ${maximum}`);
  else if (minimum !== undefined) parts.push(`≥ ${minimum}`);
  if (exclusiveMaximum !== undefined) parts.push(`< ${exclusiveMaximum}`);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function defaultOf(map, name, definition) {
  if (map.required?.includes(name)) return 'required';
  if (definition.defaultFrom) return `as \`${definition.defaultFrom}\``;
  if (definition.default === undefined) return '';
  const text = JSON.stringify(definition.default);
  return text === '""' || text === '{}' ? '' : `\`${text}\``;
}

function escape(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
