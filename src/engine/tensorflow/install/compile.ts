/** The binding between Node and TensorFlow, compiled by the user's C++ compiler: pure Node-API, so one for every Node. */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Outcome, succeed } from '../../../util/outcome.js';
import { NODE_API } from '../manifest.js';
import { BINDING, LIBRARIES } from '../package.js';
import type { Workplace } from './event.js';
import { headersFolder, packageFolder } from './packages.js';
import { doStep } from './step.js';
import { runToSuccess, works } from './tool.js';

/** The C++ compiler: `CXX`, else the first of the usual names that works. */
export async function findCompiler(place: Pick<Workplace, 'env' | 'signal'>): Promise<string | undefined> {
  for (const command of [place.env.CXX, 'c++', 'g++', 'clang++'])
    if (command && (await works(command, ['--version'], place))) return command;
  return undefined;
}

/** @param include folder of TensorFlow's headers */
export async function compileBinding(
  place: Workplace,
  compiler: string,
  include: string,
): Promise<Outcome<void>> {
  const root = packageFolder(place.folder);
  // Relative, as names of files get into the binding: the same compiler makes the same bits of it wherever it stands.
  const local = (folder: string) => path.relative(root, folder);
  const work = async (): Promise<Outcome<void>> => {
    const libraries = (await readdir(path.join(root, LIBRARIES))).filter((name) => name.includes('.so.'));
    await mkdir(path.dirname(path.join(root, BINDING)), { recursive: true });
    const args = [
      '-shared',
      '-fPIC',
      '-O2',
      '-std=c++17',
      `-DNAPI_VERSION=${NODE_API}`,
      `-I${local(include)}`,
      `-I${local(headersFolder(place.folder))}`,
      // Their names as the package's binding.gyp has them.
      'binding/tfjs_backend.cc',
      'binding/tfjs_binding.cc',
      `-L${LIBRARIES}`,
      ...libraries.sort().map((name) => `-l:${name}`),
      // From the binding's folder, so that the installation can be moved.
      `-Wl,-rpath,$ORIGIN/../../${LIBRARIES}`,
      '-o',
      BINDING,
    ];
    const ran = await runToSuccess(compiler, args, { cwd: root, env: place.env, signal: place.signal });
    return ran.ok ? succeed(undefined) : ran;
  };
  return doStep(place, 'compile', work, () => `the binding, with ${compiler}`);
}
