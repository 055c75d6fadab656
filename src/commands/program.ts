/** The command line as commander sees it: commands, flags, help. */
import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { suggest } from '../spec/suggest.js';
import type { Failure } from '../util/outcome.js';
import { version } from '../util/version.js';
import type { CommandResult, Session } from './session.js';
import type { GlobalFlags } from './settings.js';
import { specPathOf, withSpec } from './spec-path.js';
import { commandNames, RefusedCommandLine, unknownCommand, usageFailure } from './usage-failure.js';

type Execute = (flags: GlobalFlags, command: (session: Session) => Promise<CommandResult>) => Promise<void>;

/** Builds the program; `execute` is handed each command to run with its flags. */
export function createProgram(execute: Execute): Command {
  const program = new Command('hwr-run');
  program
    .description(
      'Declarative experiments in handwriting recognition: a YAML spec in; tables, plots and a trained model out.',
    )
    .usage('SPEC [flags]  |  COMMAND [arguments] [flags]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help on a command')
    // What is wrong with a command line is told as everything else that is wrong: by main, in one line.
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', examples);
  refusing(program);
  globalOptions(program);
  defineCommands(program, execute);
  return program;
}

function globalOptions(program: Command): void {
  program
    .option('--set <path=value>', 'change a value of the spec; may be given several times', collect)
    .option('--engine <name>', 'wasm (the same bits everywhere) or tensorflow')
    .option('--threads <n>', 'threads to compute with; never changes a result')
    .option('--seed <n>', "the spec's seed")
    .option('--data-dir <dir>', 'folder with the data sets (DIR/mnist/…)')
    .option('--cache-dir <dir>', 'folder for what is known already (default: runs/.cache)')
    .option('--runs-dir <dir>', 'folder for results (default: runs)')
    .option('-C <dir>', 'work in this folder')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--quiet', 'no progress')
    .option('--debug', 'print a stack trace when the program itself fails');
}

function defineCommands(program: Command, execute: Execute): void {
  /** Defines a command; `load` imports its module when it is called. */
  const define = (
    parent: Command,
    signature: string,
    description: string,
    load: (
      args: readonly (string | undefined)[],
      flags: Record<string, string | boolean | undefined>,
    ) => Promise<(session: Session) => Promise<CommandResult>>,
    isDefault = false,
  ) =>
    refusing(parent.command(signature, { isDefault }))
      .description(description)
      .action(async (...parts: unknown[]) => {
        const command = parts.at(-1) as Command;
        const args = parts.slice(0, -2).flat() as (string | undefined)[];
        const run = await load(args, command.opts());
        await execute(command.optsWithGlobals() as GlobalFlags, run);
      });

  const run = define(
    program,
    'run [spec] [more...]',
    'run a spec (the word `run` may be left out)',
    async ([spec, ...more]) => {
      // With a misspelt command the words that follow it end up here.
      const { run } = await import('./run.js');
      return async (session) => {
        const misread = misreadCommand(
          program,
          spec,
          more.filter((word) => word !== undefined),
        );
        if (misread !== undefined) return [misread];
        const named = specPathOf(session.settings, spec);
        return named.ok ? run(session, named.value) : [named.failure];
      };
    },
    true,
  );
  const plan = define(
    program,
    'plan [spec]',
    'what would run, what is cached, how long it will take',
    async ([spec]) => {
      const { plan } = await import('./plan.js');
      return (session) => withSpec(session, spec, 'plan', plan);
    },
  );
  const check = define(program, 'check [spec]', 'validate a spec, nothing else', async ([spec]) => {
    const { check } = await import('./check.js');
    return (session) => withSpec(session, spec, 'check', check);
  });
  for (const command of [run, plan, check]) sweepOptions(command);
  define(
    program,
    'why <spec> [path]',
    'where a value comes from; why a stage would run again',
    async ([spec, path]) => {
      const { why } = await import('./why.js');
      return (session) => why(session, spec ?? '', path);
    },
  );
  define(
    program,
    'predict <run> <image...>',
    'what digits are in pictures: PNG files, folders of them, - for standard input',
    async ([run, ...images], flags) => {
      const { predict } = await import('./predict.js');
      return (session) =>
        predict(
          session,
          run ?? '',
          images.filter((image) => image !== undefined),
          flags,
        );
    },
  ).option('--top <n>', 'how many classes to name for each picture (default: 2)');
  define(program, 'runs', 'what has run', async () => (await import('./runs.js')).runs);
  define(program, 'compare <runs...>', 'runs side by side, and whether they differ', async (names, flags) => {
    const { compare } = await import('./compare.js');
    return (session) =>
      compare(
        session,
        names.filter((name) => name !== undefined),
        flags.out as string | undefined,
      );
  }).option('--out <dir>', 'folder for its files (default: a folder of its own beside the runs)');
  define(program, 'report <run>', "a run's table and report again", async ([run], flags) => {
    const { report } = await import('./report.js');
    return (session) => report(session, run ?? '', flags);
  })
    .option('--format <names>', 'html, markdown, csv: make these files, where they are missing')
    .option('--open <yes|no>', 'whether to open it (default: yes at a terminal with a screen)');
  define(program, 'export <run>', "write a run's trained model for use elsewhere", async ([run], flags) => {
    const { exportRunModel } = await import('./export.js');
    return (session) => exportRunModel(session, run ?? '', flags);
  })
    .option('--format <name>', 'tfjs (TensorFlow.js), onnx or safetensors')
    .option('--out <place>', 'the file, or for tfjs the folder (default: <run>.onnx, <run>-tfjs, …)')
    .option('--force', 'replace what is there');
  define(program, 'verify <run>', 'compute a run again and compare the bits', async ([run], flags) => {
    const { verify } = await import('./verify.js');
    return (session) => verify(session, run ?? '', flags);
  }).option('--sample <n>', 'compute only so many epochs, drawn at random, from the states in the cache');
  const data = group(program, 'data', 'data sets');
  define(data, 'ls', 'the data sets, and where they are', async () => (await import('./data.js')).listData);
  define(data, 'get <name>', 'download a data set and check it', async ([name]) => {
    const { getData } = await import('./data.js');
    return (session) => getData(session, name ?? '');
  });
  define(
    data,
    'show <name>',
    'draw samples of a data set, or of your own by its path, as PNG',
    async ([name], flags) => {
      const { showData } = await import('./data.js');
      return (session) => showData(session, name ?? '', flags.out as string | undefined);
    },
  ).option('--out <file>', 'the PNG file (default: <name>.png)');
  const cache = group(program, 'cache', 'the store of what is known');
  define(cache, 'ls', 'what is in it', async () => (await import('./cache.js')).listCache);
  define(cache, 'gc', 'remove what is no longer needed', async (_args, flags) => {
    const { collectCache } = await import('./cache.js');
    return (session) => collectCache(session, flags);
  })
    .option('--older-than <days>', 'remove what was not used for so many days')
    .option('--max-size <MB>', 'then what was used least recently, until it is no larger')
    .option('--dry-run', 'only say what would go');
  define(cache, 'verify', 'check every byte of it', async () => (await import('./cache.js')).verifyCache);
  const engine = group(program, 'engine', 'training engines');
  define(
    engine,
    'ls',
    'the engines that are here',
    async () => (await import('./engine.js')).listEngineStates,
  );
  define(
    engine,
    'install <name>',
    'install an engine: tensorflow, by npm, pip and a C++ compiler',
    async ([name], flags) => {
      const { installEngine } = await import('./engine.js');
      return (session) => installEngine(session, name ?? '', flags);
    },
  )
    .option('--to <dir>', "folder of the engines (default: HWR_ENGINE_DIR, else the user's cache folder)")
    .option('--from <dir>', 'without a network: a copy of another installation, or a tensorflow wheel')
    .option('--tensorflow <version>', 'another version of TensorFlow')
    .option('--force', 'also where it is installed already');
  define(program, 'schema [name]', 'print the JSON Schema of specs (or of `result`)', async ([name]) => {
    const { schema } = await import('./schema.js');
    return (session) => schema(session, name);
  });
  define(program, 'init <dir>', 'start a folder of experiments', async ([dir]) => {
    const { init } = await import('./init.js');
    return (session) => init(session, dir ?? '');
  });
  define(
    program,
    'doctor',
    'what is here, and what is missing',
    async () => (await import('./doctor.js')).doctor,
  );
}

/** What a first word that is neither a command nor a spec was probably meant to be. */
function misreadCommand(
  program: Command,
  spec: string | undefined,
  more: readonly string[],
): Failure | undefined {
  if (spec === undefined) return undefined;
  if (!/[./\\]/.test(spec) && !existsSync(spec)) {
    const isCommand = more.length > 0 || suggest(spec, commandNames(program)) !== undefined;
    return isCommand ? unknownCommand(spec, program) : undefined;
  }
  if (more.length === 0) return undefined;
  const message = `one spec at a time: ${JSON.stringify(more[0])} is one too many`;
  return { kind: 'usage', message, advice: 'run them one after the other' };
}

function group(program: Command, name: string, description: string): Command {
  return refusing(program.command(name)).description(description).helpCommand(false);
}

/** Makes a command throw what is wrong with its arguments; printing its help or version throws commander's own error. */
function refusing(command: Command): Command {
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new RefusedCommandLine(usageFailure(command, error));
  });
}

function sweepOptions(command: Command): void {
  const sweep = new Option(
    '--sweep [what]',
    "vary parameters: all that the spec declares, 'lr,momentum', 'lr=0.1,0.01', 'lr=log:1e-4..1e-1', 'train.batchSize=16..64:16'",
  );
  command
    .addOption(sweep.preset('').argParser(collect))
    .option('--strategy <name>', 'grid, random, tpe or asha')
    .option('--trials <n>', 'configurations to try at most')
    .option('--repeats <n>', 'seeds for each of them')
    .option('--objective <figure>', 'validation.accuracy or validation.loss')
    .option('--jobs <n>', 'trials at once; never changes a result')
    .option('--max-time <time>', 'begin no trial after 90s, 30m, 2h, …')
    .option('--max-epochs <n>', 'begin no trial after so many epochs in all')
    .option('--yes', 'begin also where there are more than 1,000 trials');
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

const examples = `
Examples:
  hwr-run experiments/quickstart.yaml               a first result within a minute, no data needed
  hwr-run experiments/baseline.yaml                 the paper's experiment on MNIST
  hwr-run experiments/baseline.yaml --set train.epochs=5 --set build.layers.0.conv2d.filters=16
  hwr-run --sweep lr,momentum                       16 variants of it (hwr-run run --help shows all of a sweep's flags)
  hwr-run plan experiments/baseline.yaml            what that would compute, and what is known already

Exit codes: 0 done · 1 a run failed · 2 bad spec or usage · 3 data missing or invalid · 4 storage · 130/143 interrupted`;
