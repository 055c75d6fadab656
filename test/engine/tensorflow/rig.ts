/** Installs with the fake tools of a test, and looks after what is left. */
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, expect } from 'vitest';
import { type InstallEvent, installTensorflow } from '#src/engine/tensorflow/install/install.js';
import { findTensorflow } from '#src/engine/tensorflow/installation.js';
import { FakeTools, type Modes } from './fake-tools.js';

const open: FakeTools[] = [];
afterEach(() => open.splice(0).map((tools) => tools.dispose()));

export function withTools(modes: Modes = {}): FakeTools {
  const tools = new FakeTools(modes);
  open.push(tools);
  return tools;
}

type Options = Partial<Parameters<typeof installTensorflow>[0]>;

/** `told`: the ways and the finished steps, in their order. */
export async function install(tools: FakeTools, options: Options = {}) {
  const told: string[] = [];
  const emit = (event: InstallEvent) => {
    if (event.type === 'step-finished') told.push(event.step);
    else if (event.type === 'way' || event.type === 'passed-over') told.push(event.text);
  };
  const signal = new AbortController().signal;
  const outcome = await installTensorflow({ env: tools.env, signal, emit, ...options });
  // Whatever happened: nothing half-done beside the installation.
  if (existsSync(tools.engines))
    expect(readdirSync(tools.engines).filter((name) => name.includes('.partial.'))).toEqual([]);
  return { outcome, told };
}

export async function failureOf(tools: FakeTools, options: Options = {}) {
  const { outcome } = await install(tools, options);
  if (outcome.ok) throw new Error('it was installed');
  expect((await findTensorflow(tools.env)).ok).toBe(false);
  return outcome.failure;
}
