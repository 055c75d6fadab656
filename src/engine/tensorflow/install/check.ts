/** Loads what was installed, in a process of its own, and computes with it. */
import { type Failure, fail, type Outcome, succeed } from '../../../util/outcome.js';
import type { Workplace } from './event.js';
import { packageFolder } from './packages.js';
import { doStep } from './step.js';
import { meaningfulLine, runTool } from './tool.js';

/** tfjs-node calls util.isNullOrUndefined, which Node 23 removed and Node 22 warns about. */
const SCRIPT = `
require('util').isNullOrUndefined = (value) => value === null || value === undefined;
const tf = require(process.argv[1]);
const product = Array.from(tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5], [6]])).dataSync());
process.stdout.write('\\n' + JSON.stringify({ tensorflow: tf.backend().binding.TF_Version, product }) + '\\n');
`;

/** TensorFlow's version, as it tells it itself. */
export function checkThatItWorks(place: Workplace): Promise<Outcome<string>> {
  const work = async (): Promise<Outcome<string>> => {
    const env = { ...place.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const args = ['-e', SCRIPT, packageFolder(place.folder)];
    const ran = await runTool(process.execPath, args, { env, signal: place.signal });
    if (!ran.ok) return ran;
    const { code, signal, stdout, lines } = ran.value;
    if (signal === 'SIGILL') return fail(broken('this CPU lacks instructions that it needs (AVX)'));
    if (code !== 0)
      return fail(broken(meaningfulLine(lines) ?? `it ends with ${signal ?? `exit code ${code}`}`));
    const { tensorflow, product } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    if (JSON.stringify(product) !== '[17,39]') return fail(broken(`it computes ${product} instead of 17,39`));
    return succeed(String(tensorflow));
  };
  return doStep(place, 'load', work, (version) => `TensorFlow ${version} computes`);
}

function broken(reason: string): Failure {
  return { kind: 'run', message: `what was installed does not work: ${reason}` };
}
