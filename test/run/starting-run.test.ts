/** `build.from`: how a run is found, what is taken from it, and what of it is part of a spec's identity. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkSpec } from '#src/plan/check-spec.js';
import { dataReader } from '#src/run/data-reader.js';
import { runReader } from '#src/run/starting-run.js';
import { loadSpec, type ResolvedSpec } from '#src/spec/load-spec.js';
import { startingWeightsOf } from '#src/stages/translate/starting-weights.js';
import { richSpec, smallSpec } from '../e2e/rig.js';
import { trainedRun } from './trained-run.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'hwr-starting-run-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function place(folder: string, ...run: Parameters<typeof trainedRun>): Promise<string> {
  const { files, weightsSha256 } = await trainedRun(...run);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return weightsSha256;
}

const head = `name: tune
load: { dataset: synthetic, validation: 0.2 }
`;

/** A spec of this text in `folder`. */
function load(text: string, sets: readonly string[] = [], folder = '.') {
  const readRun = runReader(path.join(dir, 'runs'));
  const readData = dataReader({ env: {} });
  return loadSpec({ text, path: path.join(folder, 'tune.yaml'), cwd: dir, sets, readRun, readData });
}

async function resolve(...args: Parameters<typeof load>): Promise<ResolvedSpec> {
  const spec = await load(...args);
  if (!spec.ok) throw new Error(spec.failure.map(({ message }) => message).join());
  return spec.value;
}

/** The layers, their weights' origins and what is frozen. */
async function startOf(text: string, sets: readonly string[] = []) {
  const spec = await resolve(text, sets);
  const model = checkSpec(spec);
  if (!model.ok) throw new Error(model.failure.message);
  const starts = startingWeightsOf(spec, model.value);
  if (!starts.ok || starts.value === undefined) throw new Error('it starts from nothing');
  const { taken, anew } = starts.value;
  const frozen = model.value.layers.flatMap(({ name, variables }) =>
    variables.length > 0 && variables.every(({ trainable }) => !trainable) ? [name] : [],
  );
  return { taken, anew, frozen, model: model.value };
}

async function problemOf(text: string, sets: readonly string[] = []): Promise<string> {
  const spec = await load(text, sets);
  const failure = spec.ok ? checkSpec(spec.value) : { ok: false as const, failure: spec.failure[0]! };
  if (failure.ok) throw new Error('nothing is wrong with it');
  const { kind, place, message, advice } = failure.failure;
  return `${kind} ${place?.file}:${place?.line}:${place?.col}: ${message}; ${advice}`;
}

describe('a run is found', () => {
  let weights: string;
  beforeEach(async () => {
    rmSync(path.join(dir, 'runs'), { recursive: true, force: true });
    weights = await place('runs/small-12345678', smallSpec);
  });

  test('by its spec’s name, its folder’s name and the paths to it, each the same experiment', async () => {
    const names = ['small', 'small-12345678', 'runs/small-12345678', path.join(dir, 'runs/small-12345678')];
    const specs = await Promise.all(names.map((name) => resolve(`${head}build: { from: ${name} }\n`)));
    const further = await resolve(`${head}build: { from: ../runs/small-12345678 }\n`, [], 'experiments');
    for (const { spec, hash, startingRun } of [...specs, further]) {
      expect(hash).toBe(specs[0]!.hash);
      expect(spec.build.from?.weightsSha256).toBe(weights);
      expect(startingRun?.folder).toBe(path.join(dir, 'runs/small-12345678'));
    }
  });

  test('under another name, with the same hash; with other weights the hash is another', async () => {
    const text = `${head}build: { from: small }\n`;
    const before = await resolve(text);
    renameSync(path.join(dir, 'runs/small-12345678'), path.join(dir, 'runs/moved'));
    expect((await resolve(text)).hash).toBe(before.hash);
    await place('runs/moved', smallSpec, { seed: 2 });
    expect((await resolve(text)).hash).not.toBe(before.hash);
  });

  test('the resolved spec is the same experiment, wherever its run is by then', async () => {
    const { yaml, hash } = await resolve(`${head}build: { from: small, freeze: 2 }\n`);
    expect(yaml).toContain('# run small');
    expect((await resolve(yaml)).hash).toBe(hash);
    renameSync(path.join(dir, 'runs/small-12345678'), path.join(dir, 'runs/moved'));
    await place('runs/small-new', smallSpec, { seed: 2 });
    const again = await resolve(yaml.replace('run: small', 'run: gone'));
    expect(again.hash).toBe(hash);
    expect(again.startingRun?.folder).toBe(path.join(dir, 'runs/moved'));
    await place('runs/moved', smallSpec, { seed: 3 });
    const problem = await problemOf(yaml.replace('run: small', 'run: small-new'));
    expect(problem).toMatch(/^data tune\.yaml:\d+:\d+: run small-new has the weights \w{8}, not \w{8}/);
  });

  test('from the command line, its path starting from the working folder', async () => {
    const text = `${head}build: { from: nothing }\n`;
    const spec = await resolve(text, ['build.from=runs/small-12345678'], 'experiments');
    expect(spec.spec.build.from?.weightsSha256).toBe(weights);
  });

  test('or else the place that names it is told', async () => {
    expect(await problemOf(`${head}build: { from: smal }\n`)).toMatch(
      /^spec tune\.yaml:3:16: there is no run "smal" in .*runs; did you mean "small"\?/,
    );
    expect(await problemOf(`${head}build: { from: small }\n`, ['name=small'])).toBe(
      'spec tune.yaml:3:16: the spec starts from a run of its own name, small: the next time that would be itself; ' +
        'give the spec another name, or name the folder of the run',
    );
  });
});

describe('what is taken', () => {
  beforeAll(async () => {
    await place('runs/small-12345678', smallSpec);
    await place('runs/rich-12345678', richSpec);
    const frozen = smallSpec
      .replace('name: small', 'name: frozen')
      .replace('kernelSize: 3', 'kernelSize: 3, trainable: false');
    await place('runs/frozen', frozen.replace('units: 10', 'units: 7'), { classes: 7 });
    await place('runs/wide', smallSpec.replace('name: small', 'name: wide'), { side: 32 });
  });

  test('without layers of its own, all of the run’s, down to the last option', async () => {
    for (const run of ['small-12345678', 'rich-12345678']) {
      const { taken, anew, frozen, model } = await startOf(`${head}build: { from: ${run} }\n`);
      const { startingRun } = await resolve(`${head}build: { from: ${run} }\n`);
      expect(taken).toEqual(
        model.layers.flatMap(({ name, variables }) => (variables.length > 0 ? [name] : [])),
      );
      expect([anew, frozen]).toEqual([[], []]);
      const shapes = model.layers.flatMap(({ variables }) =>
        variables.map(({ name, shape }) => [name, shape]),
      );
      expect(Object.entries(startingRun!.shapes)).toEqual(shapes);
      const original = checkSpec(await resolve(run.startsWith('rich') ? richSpec : smallSpec));
      expect(original.ok ? original.value.model : original.failure).toEqual(model.model);
    }
  });

  test('with another number of classes a new head, and nothing stays frozen that this spec does not freeze', async () => {
    const { taken, anew, frozen, model } = await startOf(`${head}build: { from: frozen }\n`);
    expect(model.outputShape).toEqual([10]);
    expect({ taken, anew, frozen }).toEqual({ taken: ['conv2d', 'dense'], anew: ['dense_1'], frozen: [] });
  });

  test('of layers of its own those that match; the last one here or there may differ', async () => {
    const layers = (...more: string[]) => `${head}build:
  from: small
  freeze: 1
  layers:
    - conv2d: { filters: 8, kernelSize: 3, padding: same, activation: tanh }
    - maxPooling2d
    - flatten
${more.map((layer) => `    - ${layer}\n`).join('')}`;
    const softmax = 'dense: { units: 10, activation: softmax }';
    expect(await startOf(layers(softmax))).toMatchObject({ taken: ['conv2d'], anew: ['dense'] });
    const longer = layers('dense: { units: 16 }', 'layerNormalization', 'dense: { units: 5 }', softmax);
    expect(await startOf(longer)).toMatchObject({
      taken: ['conv2d', 'dense'],
      anew: ['layerNormalization', 'dense_1', 'dense_2'],
      frozen: ['conv2d'],
    });
    expect(await problemOf(layers('dense: { units: 17 }', softmax))).toBe(
      'spec tune.yaml:10:7: dense has a kernel of 1568×17 here and of 1568×16 in run small; ' +
        'only the last layer, a new head, may differ from the run',
    );
    expect(await problemOf(layers('dense: { units: 16, useBias: false }', softmax))).toMatch(
      /^spec tune\.yaml:10:7: dense has no bias here and one in run small;/,
    );
  });

  test('a layer that has to be made for images of this size is told as such, at the run where its layers come from there', async () => {
    expect(await problemOf(`${head}build: { from: wide }\n`)).toBe(
      'spec tune.yaml:3:16: dense has a kernel of 1568×16 here and of 2048×16 in run wide; ' +
        'the run was trained on images of 32×32×1, these are 28×28×1',
    );
  });

  test('nothing at all is refused', async () => {
    const text = `${head}build: { from: small, layers: [flatten, dense: { units: 10, activation: softmax }] }\n`;
    expect(await problemOf(text)).toBe(
      'spec tune.yaml:3:16: no layer here has the name and the shape of one in run small, ' +
        'which has conv2d (3×3×1×8), dense (1568×16), dense_1 (16×10); leave build.layers out to take the layers of the run',
    );
  });

  test('layers that come from the run can be changed from the command line', async () => {
    const { model } = await startOf(`${head}build: { from: small }\n`, ['build.layers.4.dropout.rate=0.5']);
    expect(model.model.layers[4]).toEqual({ kind: 'dropout', rate: 0.5 });
  });
});

describe('freeze', () => {
  const text = smallSpec;
  const frozenBy = async (sets: readonly string[]) => {
    const spec = await resolve(text, sets);
    const model = checkSpec(spec);
    if (!model.ok) return model.failure.message;
    return model.value.model.layers.flatMap((layer) =>
      'trainable' in layer ? [`${layer.kind} ${layer.trainable}`] : [],
    );
  };

  test('counts layers from the beginning, or what it leaves at the end', async () => {
    expect(await frozenBy(['build.freeze=3'])).toEqual(['conv2d false']);
    expect(await frozenBy(['build.freeze=-1'])).toEqual(['conv2d false', 'dense false']);
    expect(await frozenBy(['build.freeze=0'])).toEqual([]);
    expect(await frozenBy(['build.freeze=6'])).toMatch(/every layer with weights is frozen/);
    expect(await problemOf(text, ['build.freeze=7'])).toMatch(
      /build\.freeze is 7, but there are 6 layers; blocks count as one/,
    );
    expect(await problemOf(text, ['build.freeze=-6'])).toMatch(/build\.freeze is -6, but there are 6 layers/);
  });

  test('and trainable say nothing new where they say what goes without saying', async () => {
    const { hash } = await resolve(text);
    const same = ['build.freeze=0', 'build.from=null', 'build.layers.0.conv2d.trainable=true'];
    for (const set of same) expect((await resolve(text, [set])).hash, set).toBe(hash);
    expect((await resolve(text, ['build.layers.0.conv2d.trainable=false'])).hash).not.toBe(hash);
  });

  test('reaches every layer in a block', async () => {
    const spec = await resolve(richSpec, ['build.freeze=-2']);
    const model = checkSpec(spec);
    if (!model.ok) throw new Error(model.failure.message);
    const trained = model.value.layers.filter(({ variables }) =>
      variables.some(({ trainable }) => trainable),
    );
    expect(trained.map(({ name }) => name)).toEqual(['dense_1']);
    const norms = model.value.layers.filter(({ layer }) => layer.kind === 'batchNormalization');
    expect(norms.length).toBeGreaterThan(5);
    for (const { layer } of norms) expect(layer).toMatchObject({ trainable: false });
  });
});
