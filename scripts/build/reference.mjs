// The README's spec reference, made from the schema's own descriptions.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { specReference } from './spec-reference.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BEGIN = '<!-- spec reference: made from schemas/experiment.schema.json by `npm run generate` -->';
const END = '<!-- end of the spec reference -->';

/** Puts the reference into README.md; with `check` only says what is out of date. */
export async function writeReference({ check }) {
  const readme = await readFile(`${root}/README.md`, 'utf8');
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < 0) return ['README.md: the markers of the spec reference are gone'];
  const wanted = `${readme.slice(0, start)}${BEGIN}\n\n${withoutTags(await specReference())}\n${readme.slice(end)}`;
  if (wanted === readme) return [];
  if (check) return ['README.md: the spec reference is out of date; `npm run generate` makes it again'];
  await writeFile(`${root}/README.md`, wanted);
  return [];
}

/** `runs/<name>` in a description is no tag. */
function withoutTags(markdown) {
  return markdown.replace(/<(?=[a-z])/gi, '\\<');
}
