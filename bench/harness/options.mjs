// Options: those of all benchmarks, and how a benchmark adds its own.
import { parseArgs } from 'node:util';
import { usage } from './failure.mjs';

const common = {
  peer: { type: 'string', multiple: true },
  'peer-dir': { type: 'string' },
  variant: { type: 'string', multiple: true },
  only: { type: 'string' },
  rounds: { type: 'string', default: '9' },
  json: { type: 'boolean', default: false },
};

/** @throws BenchFailure */
export function readOptions(args, own) {
  try {
    const { values } = parseArgs({ args, options: { ...common, ...own } });
    if (values.only !== undefined) oneOf('only', values.only, ['ours', 'peers']);
    return values;
  } catch (error) {
    if (typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS')) {
      throw usage(`${error.message.split(/\. |\n/)[0]}; bench/README.md lists the options`);
    }
    throw error;
  }
}

/** @throws BenchFailure */
export function count(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw usage(`--${name} takes a whole number from 1, not ${text}`);
  return number;
}

/** @throws BenchFailure */
export function oneOf(name, text, allowed) {
  if (!allowed.includes(text)) throw usage(`--${name} is one of ${allowed.join(', ')}, not ${text}`);
  return text;
}

/** `--variant pytorch=channels_last`: by peer. Without it a peer tries its variants and takes the fastest. */
export function readVariants({ variant = [] }) {
  return Object.fromEntries(
    variant.map((text) => {
      const [name, value] = text.split(/=(.*)/s);
      if (value === undefined) throw usage(`--variant takes PEER=VARIANT, not ${text}`);
      return [name, value];
    }),
  );
}
