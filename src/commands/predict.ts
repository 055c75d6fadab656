/** hwr-run predict RUN IMAGE…: what a run's model reads in pictures. */
import path from 'node:path';
import { formatPercent } from '../report/numbers.js';
import { type Column, layoutTable, plainText } from '../report/text-table.js';
import { findRun } from '../run/find-run.js';
import { openClassifier } from '../run/predict/classifier.js';
import { type Found, findPictures } from '../run/predict/picture-files.js';
import { CHUNK_IMAGES, type Prediction, predictPictures } from '../run/predict/predict-pictures.js';
import type { Failure } from '../util/outcome.js';
import { wholeNumber } from './flag-values.js';
import { createCounter } from './progress/counter.js';
import type { Command, Session } from './session.js';

/** Wider names push their own row's columns to the right, not everybody's. */
const WIDEST_NAME = 60;

export const predict: Command<
  [run: string, images: readonly string[], flags: Record<string, string | boolean | undefined>]
> = async (session, run, images, flags) => {
  const top = wholeNumber('--top', flags.top as string | undefined, 1, 1000);
  if (!top.ok) return [top.failure];
  const folder = await findRun(session.settings.runsDir, run);
  if (!folder.ok) return [folder.failure];
  const found = await findPictures(images);
  const failures: Failure[] = [];
  if (found.every((entry) => !entry.ok)) {
    return found.flatMap((entry) => (entry.ok ? [] : [entry.failure]));
  }
  const total = found.some((entry) => entry.ok && entry.value === 'standard input')
    ? undefined
    : found.length;
  const { engine, threads, quiet, json } = session.settings;
  const capacity = Math.min(CHUNK_IMAGES, total ?? CHUNK_IMAGES);
  const classifier = await openClassifier(folder.value, { engine, threads, capacity });
  if (!classifier.ok) return [classifier.failure];
  const { classes } = classifier.value;
  const where = path.relative(process.cwd(), folder.value) || '.';
  const form = json ? jsonForm(where, classes, top.value) : tableForm(found, classes, top.value ?? 2);
  const counter = await createCounter({ stream: process.stderr, quiet }, 'predict', total);
  const closeInput = () => process.stdin.destroy();
  session.signal.addEventListener('abort', closeInput, { once: true });
  let done = 0;
  try {
    const options = { stdin: process.stdin, signal: session.signal };
    for await (const chunk of predictPictures(classifier.value, found, options)) {
      const predictions = chunk.flatMap((predicted) => (predicted.ok ? [predicted.value] : []));
      failures.push(...chunk.flatMap((predicted) => (predicted.ok ? [] : [predicted.failure])));
      counter.clear();
      await writeRows(session, form, predictions);
      done += chunk.length;
      counter.show(done);
    }
  } finally {
    counter.close();
    session.signal.removeEventListener('abort', closeInput);
    await classifier.value.dispose();
  }
  if (session.signal.aborted)
    failures.unshift({
      kind: 'interrupted',
      message: `interrupted after ${done} pictures`,
      advice: 'what is printed is right',
    });
  if (form.begun) await session.write(form.end(failures));
  return failures;
};

/** How predictions are written. */
interface Form {
  begun: boolean;
  readonly begin: string;
  rows(predictions: readonly Prediction[], isFirst: boolean): string;
  end(failures: readonly Failure[]): string;
}

/** Nothing is written before there is something: when all pictures fail, stdout stays as it is for any failure. */
async function writeRows(session: Session, form: Form, predictions: readonly Prediction[]): Promise<void> {
  if (predictions.length === 0) return;
  const isFirst = !form.begun;
  form.begun = true;
  await session.write((isFirst ? form.begin : '') + form.rows(predictions, isFirst));
}

function tableForm(found: Found, classes: readonly string[], top: number): Form {
  const names = found.map((entry) => (entry.ok && entry.value !== 'standard input' ? entry.value.name : '-'));
  const width = names.reduce((most, name) => Math.max(most, plainText(name).length), 0);
  const columns: Column[] = [
    { title: 'image', align: 'left', width: Math.min(WIDEST_NAME, width) },
    { title: 'label', align: 'left', width: Math.max(...classes.map((name) => name.length)) },
    { title: 'probability', align: 'right' },
    ...(top < 2 ? [] : [{ title: top === 2 ? 'runner-up' : 'runners-up', align: 'left' } as const]),
  ];
  return {
    begun: false,
    begin: '',
    rows(predictions, isFirst) {
      const lines = predictions.map(({ name, probabilities }) => {
        const [first, ...others] = best(probabilities, top);
        const shown = ([at, p]: readonly [number, number]) => [classes[at] ?? '', formatPercent(p)] as const;
        const [label = '', probability = ''] = first === undefined ? [] : shown(first);
        const rest = others.map((other) => shown(other).join(' ')).join(', ');
        // Each row by itself: a long name widens no other row.
        return layoutTable(columns, [[plainText(name), label, probability, rest]])[1] ?? '';
      });
      if (isFirst) lines.unshift(layoutTable(columns, [])[0] ?? '');
      return `${lines.join('\n')}\n`;
    },
    end: () => '',
  };
}

function jsonForm(run: string, classes: readonly string[], top: number | undefined): Form {
  return {
    begun: false,
    begin: `{\n"run": ${JSON.stringify(run)},\n"images": [\n`,
    rows(predictions, isFirst) {
      const items = predictions.map(({ name, probabilities }) => {
        const ranked = best(probabilities, top ?? classes.length);
        const [[label, probability] = [0, 0]] = ranked;
        // By default all classes, in their own order.
        const told = top === undefined ? ranked.toSorted(([a], [b]) => a - b) : ranked;
        const byClass = Object.fromEntries(told.map(([at, p]) => [classes[at] ?? String(at), p]));
        return JSON.stringify({ file: name, label: classes[label], probability, probabilities: byClass });
      });
      return (isFirst ? '' : ',\n') + items.join(',\n');
    },
    end: (failures) => `\n],\n"errors": ${JSON.stringify(failures)}\n}\n`,
  };
}

/** The `count` most probable classes, the first of equals first. */
function best(probabilities: Float32Array, count: number): readonly (readonly [at: number, p: number])[] {
  return Array.from(probabilities, (p, at) => [at, p] as const)
    .sort(([a, p], [b, q]) => q - p || a - b)
    .slice(0, count);
}
