/** hwr-run schema [spec|result]: the JSON Schema, for editors. */
import { readFile } from 'node:fs/promises';
import { suggest } from '../spec/suggest.js';
import { type Command, done } from './session.js';

const files: Readonly<Record<string, string>> = {
  spec: 'experiment.schema.json',
  result: 'result.schema.json',
};

/** The text of a schema that comes with hwr-run. */
export function readSchema(file: string): Promise<string> {
  return readFile(new URL(`../../schemas/${file}`, import.meta.url), 'utf8');
}

export const schema: Command<[name: string | undefined]> = async (session, name = 'spec') => {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) {
    const near = suggest(name, Object.keys(files));
    const advice =
      near === undefined
        ? `there are: ${Object.keys(files).join(', ')}`
        : `did you mean ${JSON.stringify(near)}?`;
    return [{ kind: 'usage', message: `unknown schema ${JSON.stringify(name)}`, advice }];
  }
  const text = await readSchema(file);
  session.printJson(JSON.parse(text));
  session.print(text.trimEnd());
  return done;
};
