/** Drives the built command in a folder of its own, as a person would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const cli = path.join(root, 'dist/bundle/cli.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node to run with. */
  readonly node?: string;
  readonly stdin?: 'ignore' | 'pipe';
}

export class Rig {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'hwr-run-e2e-'));

  write(file: string, content: string | Uint8Array): string {
    const target = path.join(this.dir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }

  read(file: string): string {
    return readFileSync(path.join(this.dir, file), 'utf8');
  }

  start(
    args: readonly string[],
    { env = {}, node = process.execPath, stdin = 'ignore' }: RunOptions = {},
  ): ChildProcess {
    const { HWR_DATA_DIR: _data, HWR_CACHE_DIR: _cache, ...inherited } = process.env;
    return spawn(node, [cli, ...args], {
      cwd: this.dir,
      env: {
        ...inherited,
        XDG_CACHE_HOME: path.join(this.dir, 'xdg'),
        HWR_OFFLINE: '1',
        NO_COLOR: '1',
        ...env,
      },
      stdio: [stdin, 'pipe', 'pipe'],
    });
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return finish(this.start(args, options));
  }

  /** Runs, expects success, and parses the JSON document on stdout. */
  async json<T = Record<string, unknown>>(args: readonly string[], options: RunOptions = {}): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json', '--quiet'], options);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  dispose(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Waits for a process and gathers what it printed. */
export async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  return { code, signal, stdout, stderr };
}

/** What result.json says that these tests look at. */
export interface ResultFile {
  readonly folder: string;
  readonly specHash: string;
  readonly engine: { readonly name: string; readonly version: string };
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly weightsSha256: string;
  readonly splits: Readonly<
    Record<string, { readonly accuracy: number; readonly loss: number; readonly count: number }>
  >;
  readonly stages: readonly {
    readonly name: string;
    readonly key: string;
    readonly cached: boolean;
    readonly content?: string;
    readonly blobs?: Readonly<Record<string, string>>;
  }[];
  readonly chain?: readonly {
    readonly epoch: number;
    readonly key: string;
    readonly content: string;
    readonly weightsSha256: string;
  }[];
}

/** A spec that trains within a second: few images, a small network. */
export const smallSpec = `name: small
load:
  dataset: synthetic
  validation: 0.2
  synthetic: { train: 500, test: 100 }
augment: { rotation: 10, shift: 0.1, zoom: 0.1 }
build:
  layers:
    - conv2d: { filters: 8, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { units: 16, activation: relu }
    - dropout: 0.25
    - dense: { units: 10, activation: softmax }
train:
  optimizer: { sgd: { learningRate: 0.05, momentum: 0.9 } }
  batchSize: 16
  epochs: 2
`;

/** Every kind of arithmetic: 3×3 convolutions by tiles, strides, batch and layer normalisation, merges, all activations, Adam with a norm over all gradients, averages, every augmentation. */
export const richSpec = `name: rich
load:
  dataset: synthetic
  validation: 0.2
  synthetic: { train: 300, test: 60 }
augment:
  rotation: 10
  shift: 0.1
  zoom: 0.1
  shear: 5
  thickness: 0.5
  elastic: 20
  contrast: 0.1
  brightness: 0.1
  noise: 0.05
  erasing: 0.3
  mixup: 0.2
  cutmix: 1
build:
  layers:
    - conv2d: { filters: 16, kernelSize: 3, activation: leakyRelu }
    - maxPooling2d: { poolSize: 2 }
    - residual:
        layers:
          - conv2d: { filters: 16, kernelSize: 3, padding: same, useBias: false }
          - batchNormalization
          - activation: relu
          - conv2d: { filters: 16, kernelSize: 3, padding: same, kernelRegularizer: { l2: 0.001 } }
          - batchNormalization
        activation: elu
    - residual:
        layers:
          - conv2d: { filters: 24, kernelSize: 3, strides: 2, padding: same }
          - batchNormalization
          - activation: silu
        activation: relu
    - denseBlock: { growthRate: 8, layers: 2, dropout: 0.1 }
    - transition
    - concatenate:
        branches:
          - [separableConv2d: { filters: 8, kernelSize: 3, padding: same, activation: gelu }]
          - [layerNormalization, spatialDropout2d: 0.2]
    - globalAveragePooling2d
    - dense: { units: 16, activation: tanh }
    - dropout: 0.25
    - dense: { units: 10, activation: softmax }
train:
  loss: { categoricalCrossentropy: { labelSmoothing: 0.1 } }
  optimizer: { adamw: { learningRate: 0.002, globalClipNorm: 1 } }
  schedule: oneCycle
  ema: 0.9
  batchSize: 24
  epochs: 2
`;

/** The paper's network, whose convolutions learn from the winners of their poolings. */
export const paperSpec = `name: paper
load: { dataset: synthetic, validation: 0.2, synthetic: { train: 400, test: 60 } }
augment: { rotation: 10 }
build:
  layers:
    - conv2d: { filters: 32, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - conv2d: { filters: 64, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - conv2d: { filters: 64, kernelSize: 3, padding: same, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { units: 64, activation: relu }
    - dropout: 0.5
    - dense: { units: 10, activation: softmax }
train:
  optimizer: { sgd: { learningRate: 0.02, momentum: 0.9 } }
  batchSize: 32
  epochs: 2
`;
