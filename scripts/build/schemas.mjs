/**
 * What is made from `schemas/`: TypeScript types (committed, so that readers and editors see them) and validators
 * (built into `dist/`, so that no schema is compiled when a command starts).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** Keywords of our own, read by `src/spec/` and by the README's reference; JSON Schema ignores them. */
const annotations = ['units', 'shorthand', 'defaultFrom', 'noun', 'replaced', 'hint'];

const banner = (schema) =>
  `// Generated from schemas/${schema} by scripts/build/schemas.mjs: edit the schema, not this file.\n`;

async function readSchema(name) {
  return JSON.parse(await readFile(new URL(`schemas/${name}`, root), 'utf8'));
}

/**
 * Writes the types of specs and results.
 *
 * @param {{ check?: boolean }} options with `check`, compares instead of writing.
 * @returns {Promise<string[]>} one line for each file that does not match its schema; none after writing.
 */
export async function generateTypes({ check = false } = {}) {
  const { compile } = await import('json-schema-to-typescript');
  const options = {
    bannerComment: '',
    style: { singleQuote: true, printWidth: 110 },
    additionalProperties: false,
  };
  const targets = [
    ['experiment.schema.json', 'src/spec/spec-types.generated.ts', resolvedForm],
    ['result.schema.json', 'src/report/result-types.generated.ts', withoutLengths],
    ['sweep-result.schema.json', 'src/report/sweep-result-types.generated.ts', withoutLengths],
  ];
  const drift = [];
  for (const [schema, target, prepare] of targets) {
    const text =
      banner(schema) + asReadonly(await compile(prepare(await readSchema(schema)), 'unnamed', options));
    const path = new URL(target, root);
    const present = await readFile(path, 'utf8').catch(() => '');
    if (present === text) continue;
    if (check) drift.push(`${target}: does not match schemas/${schema}; \`npm run generate\` makes it again`);
    else await writeFile(path, text);
  }
  return drift;
}

/** What is read from a file is not to be changed: every property, list and tuple becomes `readonly`. */
function asReadonly(text) {
  return text
    .replace(/^(\s+)((?:'[^']+'|[\w$]+)\??|\[k: string\]): /gm, '$1readonly $2: ')
    .replace(/: ((?:\([^()]*\)|\w+)\[\];)/g, ': readonly $1')
    .replace(/\[number, number\]/g, 'readonly [number, number]');
}

/** The schema of a spec once it is resolved: no shorthands, no `extends`, every default filled in. */
function resolvedForm(schema) {
  const { extends: _, ...properties } = schema.properties;
  const lookup = (node) => (node.$ref ? schema.definitions[node.$ref.split('/').pop()] : node);
  const filled = (node) => 'default' in lookup(node) || 'defaultFrom' in lookup(node);

  const visit = (node) => {
    if (node === null || typeof node !== 'object') return node;
    if (Array.isArray(node)) return node.map(visit);
    const { anyOf, ...rest } = node;
    if (anyOf) {
      // A data set's name stays one, where it is no path.
      const isShort = ({ shorthand }) => shorthand !== undefined && shorthand !== 'source';
      const [canonical, ...others] = anyOf.filter((branch) => !isShort(branch));
      if (others.length > 0) return { ...visit(rest), anyOf: [canonical, ...others].map(visit) };
      return visit({ ...canonical, ...rest });
    }
    if (node.type === 'object' && node.maxProperties === 1 && node.properties) {
      const choices = Object.entries(node.properties).map(([key, value]) => ({
        type: 'object',
        additionalProperties: false,
        required: [key],
        properties: { [key]: visit(value) },
      }));
      return { description: node.description, oneOf: choices };
    }
    const result = {};
    // A condition's `else` requires what is always there by the time that the spec is resolved.
    const { if: _, else: otherwise, ...unconditional } = node;
    for (const [key, value] of Object.entries(unconditional)) {
      if (key === 'properties' || key === 'definitions') {
        result[key] = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]));
      } else if (key !== 'propertyNames') {
        result[key] = visit(value);
      }
    }
    if (node.properties) {
      const always = Object.keys(node.properties).filter((key) => filled(node.properties[key]));
      result.required = [...new Set([...(node.required ?? []), ...(otherwise?.required ?? []), ...always])];
    }
    return result;
  };
  return withoutLengths(visit({ ...schema, properties }));
}

/** Drops the bounds of a list's length, except where they make it a tuple: `[T, ...T[]]` helps nobody. */
function withoutLengths(node) {
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node)) return node.map(withoutLengths);
  const { minItems, maxItems, ...rest } = node;
  const lengths = minItems !== undefined && minItems === maxItems ? { minItems, maxItems } : {};
  return Object.fromEntries(
    Object.entries({ ...rest, ...lengths }).map(([key, value]) => [key, withoutLengths(value)]),
  );
}

/**
 * Compiles the schemas into `dist/spec/<name>-validator.js`. Beside its validator each exports the schema itself:
 * `src/spec/` reads defaults and names from that of experiments.
 */
export async function generateValidators() {
  const { default: Ajv } = await import('ajv');
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const folder = new URL('dist/spec/', root);
  await mkdir(folder, { recursive: true });
  for (const name of ['experiment', 'result', 'sweep-result']) {
    const schema = await readSchema(`${name}.schema.json`);
    const ajv = new Ajv({
      strict: true,
      allowUnionTypes: true,
      allErrors: true,
      messages: false,
      code: { source: true, esm: true },
    });
    for (const keyword of annotations) ajv.addKeyword(keyword);
    const code = standalone(ajv, ajv.compile(schema));
    if (/\brequire\(/.test(code))
      throw new Error(`the ${name} validator is not self-contained: ${code.match(/require\([^)]*\)/)}`);
    const text = `${banner(`${name}.schema.json`)}${code}\nexport const schema = ${JSON.stringify(schema)};\n`;
    await writeFile(new URL(`${name}-validator.js`, folder), text);
    const types = new URL(`src/spec/${name}-validator.d.ts`, root);
    await writeFile(new URL(`${name}-validator.d.ts`, folder), await readFile(types, 'utf8'));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await generateTypes();
  await generateValidators();
}
