/** hwr-run check SPEC: everything that is wrong with it, or what it says. */

import { countTrials } from '../plan/sweep/definition.js';
import { summaryTable } from '../report/model-summary.js';
import { formatCount, formatMagnitude } from '../report/numbers.js';
import { describeModel } from '../stages/translate/describe-model.js';
import { describeStart } from '../stages/translate/starting-weights.js';
import { type Command, done } from './session.js';
import { specOf } from './spec-of.js';

export const check: Command<[specPath: string]> = async (session, specPath) => {
  const checked = await specOf(session, specPath);
  if (!checked.ok) return checked.failure;
  const { spec, model, starts, sweep } = checked.value;
  const description = describeModel(model, starts);
  session.printJson({ ok: true, specHash: spec.hash, spec: spec.spec, model: description });
  session.print(`${summaryTable(description.layers)}`);
  for (const { spec: member, hash } of spec.members ?? [])
    session.print(`member ${member.name}, seed ${member.seed} (${hash.slice(0, 8)})`);
  if (starts !== undefined) session.print(describeStart(starts));
  for (const warning of description.warnings) session.print(`warning: ${warning}`);
  const size = `${formatCount(model.parameters)} parameters, ${formatMagnitude(model.trainingFlops)}FLOP to train on an image`;
  session.print(`${specPath} is valid: ${spec.spec.name} ${spec.hash.slice(0, 8)}, ${size}`);
  if (sweep !== undefined) {
    const { count, exact } = countTrials(sweep);
    session.print(`its sweep has ${exact ? '' : 'more than '}${formatCount(count)} trials`);
  }
  return done;
};
