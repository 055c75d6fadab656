/** hwr-run init DIR: a folder to start from: a first spec, and the schema for the editor. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../util/atomic-file.js';
import { readSchema } from './schema.js';
import { type Command, done } from './session.js';

export const init: Command<[dir: string]> = async (session, dir) => {
  const quickstart = await readFile(new URL('../../experiments/quickstart.yaml', import.meta.url), 'utf8');
  const files: Readonly<Record<string, string>> = {
    'experiments/quickstart.yaml': quickstart,
    'schemas/experiment.schema.json': await readSchema('experiment.schema.json'),
  };
  for (const file of Object.keys(files)) {
    const there = await access(path.join(dir, file)).then(
      () => true,
      () => false,
    );
    if (there) {
      const advice = 'choose a new folder, or move that file away; nothing was changed';
      return [{ kind: 'usage', message: `${path.join(dir, file)} is there already`, advice }];
    }
  }
  for (const [file, text] of Object.entries(files)) {
    const written = await writeFileAtomically(path.join(dir, file), text, 'choose another folder');
    if (!written.ok) return [written.failure];
    session.print(`made ${path.join(dir, file)}`);
  }
  session.printJson({ dir, files: Object.keys(files) });
  session.print(`now: hwr-run -C ${dir} experiments/quickstart.yaml`);
  return done;
};
