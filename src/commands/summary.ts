/** A result as the exporters' tables take it. */
import type { Result } from '../report/result-types.generated.js';
import type { RunSummary } from '../report/run-record.js';

export function summaryOf(result: Result): RunSummary {
  const paper = Object.entries(result.paper).map(([path, { published }]) => [path, published] as const);
  const { members, ...others } = result;
  return {
    ...others,
    paper: Object.fromEntries(paper),
    ...(members && {
      members: members.map(({ splits, datasets, ...member }) => ({
        ...member,
        scores: { ...splits, ...datasets },
      })),
    }),
  };
}
