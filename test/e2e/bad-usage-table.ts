/** Command lines that must be refused, each with the one line that a person is told. */
import { type BadTable, command, run, withLine } from './bad-row.js';

const threeMistakes = { 'x.yaml': withLine(8, 'train: { epoch: 1, batchSize: 0, loss: mse }') };

export const badUsage: BadTable = {
  // Commands.
  'a misspelt command': command('chek good.yaml', 'hwr-run: unknown command "chek"; did you mean "check"?', {
    json: true,
  }),
  'a misspelt command that takes no spec': command(
    'dcotor',
    'hwr-run: unknown command "dcotor"; did you mean "doctor"?',
  ),
  'an unknown command': command(
    'frobnicate good.yaml',
    'hwr-run: unknown command "frobnicate"; hwr-run --help shows what there is',
  ),
  'a misspelt command of a group': command(
    'data gte mnist',
    'hwr-run: unknown command "data gte"; did you mean "data get"?',
    { json: true },
  ),
  'an unknown command of a group': command(
    'cache frobnicate',
    'hwr-run: unknown command "cache frobnicate"; write hwr-run cache ls, gc or verify',
  ),
  'a group without a command': command(
    'data',
    'hwr-run: data is incomplete; write hwr-run data ls, get or show',
    { json: true },
  ),
  'help on an unknown command': command(
    'help chek',
    'hwr-run: unknown command "chek"; did you mean "check"?',
  ),
  'a run to verify that is not named': command(
    'verify',
    'hwr-run: verify is incomplete; write hwr-run verify RUN',
  ),
  'a run to verify that there is not': command(
    'verify nothing',
    'hwr-run: there is no run "nothing" in runs; hwr-run runs lists what has run',
    { json: true },
  ),
  'a sample of no epochs': command(
    'verify nothing --sample 0',
    'hwr-run: --sample "0" is not a whole number from 1 to 1000000',
  ),
  'no words at all': {
    args: [],
    says: 'hwr-run: no spec is given; name one: hwr-run experiments/quickstart.yaml; hwr-run --help shows all commands',
  },
  'an empty path': {
    args: ['check', ''],
    says: 'hwr-run: the path of the spec is empty; name one: hwr-run experiments/quickstart.yaml',
  },
  'a command without its spec': command('plan', 'hwr-run: plan is incomplete; write hwr-run plan SPEC', {
    json: true,
  }),
  'two specs': run(
    'good.yaml',
    'hwr-run: one spec at a time: "good.yaml" is one too many; run them one after the other',
    { json: true },
  ),
  'two specs to check': command(
    'check good.yaml good.yaml',
    'hwr-run: "good.yaml" is one word too many for check; write hwr-run check [SPEC]',
  ),
  'a word too many': command(
    'runs yesterday',
    'hwr-run: "yesterday" is one word too many for runs; write hwr-run runs',
  ),

  'an engine that is misspelt': command(
    'engine install tensorfow',
    'hwr-run: unknown engine "tensorfow"; did you mean "tensorflow"?',
    { json: true },
  ),
  'an engine that nobody has': command(
    'engine install cuda',
    'hwr-run: unknown engine "cuda"; write hwr-run engine install tensorflow',
  ),
  'an engine that needs no installing': command(
    'engine install wasm',
    'hwr-run: the engine wasm is a part of hwr-run: there is nothing to install',
  ),
  'no engine to install': command(
    'engine install',
    'hwr-run: engine install is incomplete; write hwr-run engine install NAME',
  ),
  'half a version to install': command(
    'engine install tensorflow --tensorflow 2.21',
    'hwr-run: --tensorflow "2.21" is not a version; write it in full, as in --tensorflow 2.21.0',
  ),

  // Flags.
  'a misspelt flag': run('--trheads 2', 'hwr-run: unknown option "--trheads"; did you mean "--threads"?', {
    json: true,
  }),
  "a misspelt flag of a command's own": command(
    'cache gc --dryrun',
    'hwr-run: unknown option "--dryrun"; did you mean "--dry-run"?',
  ),
  'an unknown flag': command('-X', 'hwr-run: unknown option "-X"; hwr-run --help shows what there is'),
  'a flag without its value': run('--threads', 'hwr-run: --threads needs a value; write --threads <n>'),
  'no threads': run('--threads 0', 'hwr-run: --threads "0" is not a whole number from 1 to 64', {
    json: true,
  }),
  'threads in words': run('--threads two', 'hwr-run: --threads "two" is not a whole number from 1 to 64'),
  'fewer threads than none': run(
    '--threads -1',
    'hwr-run: --threads "-1" is not a whole number from 1 to 64',
  ),
  'a thousand threads': run('--threads 1000', 'hwr-run: --threads "1000" is not a whole number from 1 to 64'),
  'half a seed': run('--seed 1.5', 'hwr-run: --seed "1.5" is not a whole number from 0 to 4294967295'),
  'a seed below 0': run('--seed -1', 'hwr-run: --seed "-1" is not a whole number from 0 to 4294967295'),
  'a seed of 33 bits': run(
    '--seed 4294967296',
    'hwr-run: --seed "4294967296" is not a whole number from 0 to 4294967295',
  ),
  'a seed of a hundred digits': run(
    `--seed ${'9'.repeat(100)}`,
    'hwr-run: --seed "999999999999999999999999999999999999999…" is not a whole number from 0 to 4294967295',
  ),
  'a misspelt engine': run('--engine wsam', 'hwr-run: unknown engine "wsam"; did you mean "wasm"?'),
  'an unknown engine': run(
    '--engine cuda',
    'hwr-run: unknown engine "cuda"; the engines are wasm and tensorflow',
  ),
  'a working folder that is not there': run(
    '-C nowhere',
    'hwr-run: -C "nowhere": there is no such folder; name the folder that the other paths start from',
  ),
  'a working folder that is a file': run(
    '-C good.yaml',
    'hwr-run: -C "good.yaml": it is not a folder; name the folder that the other paths start from',
  ),

  // --set
  '--set without =': run(
    '--set train.epochs',
    'hwr-run: --set train.epochs: no value given; write --set train.epochs=VALUE',
    { json: true },
  ),
  '--set without a path': run(
    '--set =5',
    'hwr-run: --set: no path given; write --set train.epochs=5, for example',
  ),
  '--set of nothing': {
    args: ['good.yaml', '--set', ''],
    says: 'hwr-run: --set: no value given; write --set train.epochs=VALUE',
  },
  '--set of a misspelt key': run(
    '--set train.epcohs=5',
    'hwr-run: --set train.epcohs: unknown key "epcohs" in train; did you mean "epochs"?',
  ),
  '--set of a misspelt section': run(
    '--set trian.epochs=5',
    'hwr-run: --set trian.epochs: unknown key "trian"; did you mean "train"?',
  ),
  '--set of the wrong type': run(
    '--set train.epochs=five',
    'hwr-run: --set train.epochs: train.epochs must be a whole number, found the text "five"',
  ),
  '--set out of range': run(
    '--set train.epochs=0',
    'hwr-run: --set train.epochs: train.epochs must be at least 1, found 0',
  ),
  '--set of no number': run(
    '--set normalize.mean=.nan',
    'hwr-run: --set normalize.mean: .nan is not a finite number; write one that is',
  ),
  '--set beyond the end of a list': run(
    '--set build.layers.3.dense.units=5',
    'hwr-run: --set build.layers.3.dense.units: build.layers has no item 3; it has items 0 to 2',
  ),
  '--set below 0 in a list': run(
    '--set build.layers.-1.dense.units=5',
    'hwr-run: --set build.layers.-1.dense.units: build.layers is a list; name an item by its number, as in build.layers.0',
  ),
  '--set in another layer than the one there': run(
    '--set build.layers.0.dense.units=5',
    'hwr-run: --set build.layers.0.dense.units: build.layers.0 is conv2d, not dense; set build.layers.0.conv2d, or build.layers.0 as a whole',
  ),
  '--set of a part of a number': run(
    '--set train.epochs.max=5',
    'hwr-run: --set train.epochs.max: train.epochs has no parts; set train.epochs itself',
  ),
  '--set of __proto__': run(
    '--set __proto__.polluted=1',
    'hwr-run: --set __proto__.polluted: unknown key "__proto__"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
  ),
  '--set of half a map': run(
    '--set train={epochs:',
    'hwr-run: --set train: a map in brackets is not closed; end it with "}"',
  ),
  '--set of a network that does not fit': run(
    '--set build.layers.0.conv2d.kernelSize=50',
    'hwr-run: --set build.layers.0.conv2d.kernelSize: the 50×50 kernel does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ),
  '--set of an unknown data set': run(
    '--set load.dataset=sythetic',
    'hwr-run: --set load.dataset: unknown data set "sythetic"; did you mean "synthetic"?',
  ),
  'two mistakes': run(
    '--set train.epochs=0 --set seed=x',
    'hwr-run: --set seed: seed must be a whole number, found the text "x"; and 1 more (hwr-run check good.yaml with the same --set tells all)',
  ),

  // Words of commands.
  'a data set to get': command('data get mnits', 'hwr-run: unknown data set "mnits"; did you mean "mnist"?'),
  'a data set to show': command(
    'data show usps',
    'hwr-run: unknown data set "usps"; there are: mnist, synthetic',
  ),
  'a data set without a name': command(
    'data get',
    'hwr-run: data get is incomplete; write hwr-run data get NAME',
  ),
  'a schema': command('schema reslt', 'hwr-run: unknown schema "reslt"; did you mean "result"?'),
  'an unknown schema': command(
    'schema spreadsheet',
    'hwr-run: unknown schema "spreadsheet"; there are: spec, result',
  ),
  'an age': command(
    'cache gc --older-than yesterday',
    'hwr-run: --older-than "yesterday" is not a whole number from 0 to 100000',
  ),
  'a size': command(
    'cache gc --max-size -1',
    'hwr-run: --max-size "-1" is not a whole number from 0 to 1000000000',
  ),
  'a path to explain': command(
    'why good.yaml train.epohcs',
    'hwr-run: there is no "epohcs" in train; did you mean "epochs"?',
  ),
  'a section to explain': command(
    'why good.yaml tuning.epochs',
    'hwr-run: there is no "tuning" in the spec; there are: name, description, seed, load, normalize, augment, build, train, evaluate, report',
  ),
  'a part of a number to explain': command(
    'why good.yaml train.epochs.max',
    'hwr-run: train.epochs has no parts; ask for train.epochs itself',
  ),

  // Every command that takes a spec checks it, and check tells all that is wrong.
  'a bad spec to run': {
    args: ['run', 'x.yaml'],
    files: threeMistakes,
    says: 'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?; and 2 more (hwr-run check x.yaml tells all)',
  },
  'a bad spec to plan': {
    args: ['plan', 'x.yaml'],
    files: threeMistakes,
    says: 'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?; and 2 more (hwr-run check x.yaml tells all)',
  },
  'a bad spec to explain': {
    args: ['why', 'x.yaml', 'seed'],
    files: threeMistakes,
    says: 'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?; and 2 more (hwr-run check x.yaml tells all)',
  },
  'a bad spec to check': {
    args: ['check', 'x.yaml'],
    files: threeMistakes,
    json: true,
    says: [
      'x.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?',
      'x.yaml:8:31: train.batchSize must be at least 1, found 0',
      'x.yaml:8:40: unknown loss "mse"; write sparseCategoricalCrossentropy, categoricalCrossentropy or meanSquaredError',
    ],
  },

  // Sweeps.
  'trials without a sweep': run(
    '--trials 3',
    'hwr-run: --trials is about a sweep, and there is none; add --sweep',
  ),
  'no trials': run('--sweep --trials 0', 'hwr-run: --trials "0" is not a whole number from 1 to 1000000'),
  'half a job': run('--sweep --jobs 1.5', 'hwr-run: --jobs "1.5" is not a whole number from 1 to 256'),
  'nothing to sweep and no seeds to repeat with': run(
    '--set sweep.parameters={} --sweep',
    "hwr-run: --sweep: the spec declares no parameters to sweep; name them: --sweep 'learningRate=0.1,0.01', or repeat it as it is: --repeats 3",
  ),
  'no repeats': run(
    '--sweep --repeats none',
    'hwr-run: --repeats "none" is not a whole number from 1 to 1000',
  ),
  'epochs without a number': run(
    '--sweep --max-epochs all',
    'hwr-run: --max-epochs "all" is not a whole number from 1 to 1000000000',
  ),
  'a time without a unit': run(
    '--sweep --max-time 30',
    'hwr-run: --max-time "30" is not a time; write 90s, 30m, 2h or 1h30m',
  ),
  'a sweep of what is not declared': run(
    '--sweep lr',
    'hwr-run: --sweep: the spec declares no parameter "lr" to sweep; did you mean train.optimizer.sgd.learningRate?',
    { json: true },
  ),
  'a sweep of two specs': command(
    'good.yaml --sweep other.yaml',
    'hwr-run: one spec at a time: "other.yaml" is one too many; run them one after the other',
  ),
  'a sweep with a kernel that does not fit': run(
    '--sweep build.layers.0.conv2d.kernelSize=3,31',
    'hwr-run: --sweep build.layers.0.conv2d.kernelSize: the 31×31 kernel does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ),
  'a sweep of the test set': run(
    '--sweep epochs=1,2 --objective test.accuracy',
    'hwr-run: --objective: sweep.objective must not be "test.accuracy": what the test set helped to choose, it can no longer judge; write "validation.accuracy"',
  ),
};
