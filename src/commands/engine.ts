/** hwr-run engine ls | install NAME. */
import path from 'node:path';
import { listEngines } from '../engine/index.js';
import type { Installed } from '../engine/tensorflow/install/install.js';
import { engineFolder } from '../engine/tensorflow/installation.js';
import { layoutTable } from '../report/text-table.js';
import { quote } from '../spec/diagnostic.js';
import { suggest } from '../spec/suggest.js';
import type { Failure } from '../util/outcome.js';
import { createStepLogger } from './progress/steps.js';
import { type Command, done, type Session } from './session.js';

export const listEngineStates: Command = async (session) => {
  const engines = await listEngines(session.settings.env);
  session.printJson(engines);
  const columns = ['engine', 'state', ''].map((title) => ({ title, align: 'left' as const }));
  const rows = engines.map(({ name, available, detail }) => [
    name,
    available ? 'ready' : 'not ready',
    detail,
  ]);
  session.print(layoutTable(columns, rows).join('\n'));
  return done;
};

export interface InstallFlags {
  readonly to?: string;
  readonly from?: string;
  readonly tensorflow?: string;
  readonly force?: boolean;
}

export const installEngine: Command<[name: string, flags: InstallFlags]> = async (session, name, flags) => {
  const refused = refuse(name, flags);
  if (refused !== undefined) return [refused];
  const { to, ...rest } = flags;
  const { settings, signal } = session;
  const env = to === undefined ? settings.env : { ...settings.env, HWR_ENGINE_DIR: path.resolve(to) };
  const { installTensorflow } = await import('../engine/tensorflow/install/install.js');
  const color = Boolean(process.stderr.isTTY) && !settings.env.NO_COLOR;
  const logger = await createStepLogger({ stream: process.stderr, quiet: settings.quiet, color });
  const installed = await installTensorflow({ ...rest, env, signal, emit: logger.emit }).finally(() =>
    logger.close(),
  );
  if (!installed.ok) return [installed.failure];
  tell(session, installed.value);
  if (engineFolder(env) !== engineFolder(settings.env))
    session.note(`set HWR_ENGINE_DIR=${engineFolder(env)} so that it is found there`);
  return done;
};

function refuse(name: string, { tensorflow }: InstallFlags): Failure | undefined {
  if (name === 'wasm')
    return { kind: 'usage', message: 'the engine wasm is a part of hwr-run: there is nothing to install' };
  if (name !== 'tensorflow') {
    const near = suggest(name, ['tensorflow']);
    const advice = near === undefined ? 'write hwr-run engine install tensorflow' : `did you mean "${near}"?`;
    return { kind: 'usage', message: `unknown engine ${quote(name)}`, advice };
  }
  if (tensorflow !== undefined && !/^\d+\.\d+\.\d+\w*$/.test(tensorflow)) {
    const message = `--tensorflow ${quote(tensorflow)} is not a version`;
    return { kind: 'usage', message, advice: 'write it in full, as in --tensorflow 2.21.0' };
  }
  return undefined;
}

function tell(session: Session, { installation, fresh, bytes }: Installed): void {
  const { tensorflow, tfjsNode, folder } = installation;
  session.printJson({ ...installation, bytes, fresh });
  const what = `TensorFlow ${tensorflow} (tfjs-node ${tfjsNode})`;
  const size = `${(bytes / 1e6).toFixed(0)} MB`;
  session.print(fresh ? `${what} in ${folder}, ${size}` : `${what} is already in ${folder}`);
}
