/** Runs that cannot be looked at, each with the one line that a person is told. */
import { type BadTable, command } from './bad-row.js';

export const badRuns: BadTable = {
  'one run to compare': command(
    'compare baseline',
    'hwr-run: compare needs two runs or more; write hwr-run compare RUN RUN…',
    { json: true },
  ),
  'no run to compare': command('compare', 'hwr-run: compare is incomplete; write hwr-run compare RUNS…'),
  'runs to compare that there are not': command(
    'compare baseline wide',
    'hwr-run: there is no run "baseline" in runs; hwr-run runs lists what has run',
    { json: true },
  ),
  'a result that is none': command(
    'compare broken broken',
    'hwr-run: broken/result.json is not the result of a run; run its spec again: what is cached is put back',
    { files: { 'broken/result.json': '[1, 2' }, code: 3, json: true },
  ),
  'a report of a run that there is not': command(
    'report baseline',
    'hwr-run: there is no run "baseline" in runs; hwr-run runs lists what has run',
    { json: true },
  ),
  'a report of a run that has not ended': command(
    'report half',
    'hwr-run: half/result.json is missing; run its spec to the end first',
    { files: { 'half/events.jsonl': '' }, code: 3 },
  ),
  'a report in a format that there is not': command(
    'report baseline --format htm',
    'hwr-run: unknown format "htm"; did you mean "html"?',
  ),
  'a report to be opened perhaps': command(
    'report baseline --open perhaps',
    'hwr-run: --open "perhaps" is neither yes nor no',
  ),
};
