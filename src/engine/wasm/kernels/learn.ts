/** A step of the optimizer: from the lanes' partial gradients to new weights. */
import {
  COLUMNS,
  FACTOR_BYTES,
  FACTORS,
  RECORD_BYTES,
  RECORDS_FROM,
  RECORDS_TO,
  ROWS,
  RULE,
  RULE_ADAM,
  RULE_RMSPROP,
} from '../layout/learning';
import { shareOf } from './context';
import { enterStep, learning } from './gradient';
import { adam, rmsprop, sgd } from './rules';

/** Thread `thread`'s share of the weights: some rows of each variable. */
export function learn(thread: i32, threads: i32, lanes: i32, step: i32): void {
  const factors = <usize>learning(FACTORS) + <usize>step * FACTOR_BYTES;
  const rule = learning(RULE);
  for (let record = <usize>learning(RECORDS_FROM); record < <usize>learning(RECORDS_TO); record += RECORD_BYTES) {
    enterStep(record, factors, lanes);
    const rows = load<i32>(record + ROWS);
    const columns = load<i32>(record + COLUMNS);
    const from = shareOf(rows, thread, threads) * columns;
    const to = shareOf(rows, thread + 1, threads) * columns;
    if (rule == RULE_ADAM) adam(record, factors, from, to);
    else if (rule == RULE_RMSPROP) rmsprop(record, factors, from, to);
    else sgd(record, factors, from, to);
  }
}
