/** hwr-run engine ls. */
import { listEngines } from '../engine/index.js';
import { layoutTable } from '../report/text-table.js';
import { type Command, done } from './session.js';

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
