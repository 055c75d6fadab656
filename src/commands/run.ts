/** hwr-run SPEC: runs what is not known, prints the table and the path of the report. */
import path from 'node:path';
import { terminalTable } from '../report/terminal.js';
import { runSpec } from '../run/run-spec.js';
import { describeModel } from '../stages/translate/describe-model.js';
import { describeStart } from '../stages/translate/starting-weights.js';
import { createLogger } from './progress/logger.js';
import { type Command, done } from './session.js';
import { runnableSpecOf } from './spec-of.js';
import { summaryOf } from './summary.js';

export const run: Command<[specPath: string | undefined]> = async (session, specPath) => {
  if (specPath === undefined) {
    const advice = 'name one: hwr-run experiments/quickstart.yaml; hwr-run --help shows all commands';
    return [{ kind: 'usage', message: 'no spec is given', advice }];
  }
  const checked = await runnableSpecOf(session, specPath);
  if (!checked.ok) return [checked.failure];
  if (checked.value.sweep !== undefined) {
    const { sweep } = await import('./sweep.js');
    return sweep(session, checked.value, checked.value.sweep);
  }
  const { settings } = session;
  const { model, starts } = checked.value;
  if (starts !== undefined) session.note(describeStart(starts));
  for (const warning of describeModel(model, starts).warnings) session.note(`warning: ${warning}`);
  const logger = await createLogger({
    stream: process.stderr,
    quiet: settings.quiet,
    color: Boolean(process.stderr.isTTY) && !settings.env.NO_COLOR,
  });
  const { dataDir, env } = settings;
  const finished = await runSpec({
    spec: checked.value.spec,
    engine: checked.value.engine,
    threads: settings.threads,
    data: { env, ...(dataDir === undefined ? {} : { dataDir }) },
    signal: session.signal,
    emit: logger.emit,
    runsDir: settings.runsDir,
    cacheDir: settings.cacheDir,
  }).finally(() => logger.close());
  if (!finished.ok) {
    const { failure } = finished;
    if (failure.kind !== 'interrupted') return [failure];
    return [
      {
        kind: 'interrupted',
        message: 'interrupted; what was computed is kept',
        advice: 'the same command goes on from there',
      },
    ];
  }
  const { folder, result } = finished.value;
  const where = path.relative(process.cwd(), folder) || '.';
  session.printJson({ ...result, folder: where });
  session.print(`\n${terminalTable(summaryOf(result), { color: session.color, width: session.width })}`);
  const html = checked.value.spec.spec.report.formats.includes('html');
  session.print(html ? `report: ${path.join(where, 'report.html')}` : `results: ${where}`);
  return done;
};
