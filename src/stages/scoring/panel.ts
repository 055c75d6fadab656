/** Who is asked: one model, or the members of an ensemble, whose answers are averaged. */
import { averageAnswers } from '../../engine/evaluate-views.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import type { StageContext, StageFailure, StageRequest } from '../stage.js';
import { lossOf } from '../translate/optimizer.js';
import { type Answers, type Exam, Scorer } from './scorer.js';

/** What was answered to an exam. */
export interface Judged<E extends Exam> {
  /** As the first model was given it. */
  readonly exam: E;
  /** Of the one model, or the mean of all of them. */
  readonly answers: Answers;
  /** Of each. */
  readonly each: readonly Answers[];
}

export class Panel {
  readonly #request: StageRequest;
  readonly #judges: readonly { readonly request: StageRequest; readonly scorer: Scorer }[];

  constructor(context: StageContext, request: StageRequest) {
    this.#request = request;
    this.#judges = (request.members ?? [request]).map((member) => ({
      request: member,
      scorer: new Scorer(context, member),
    }));
  }

  /** Asks each model about the images that `examOf` makes of its own: the same images, each in the model's size. */
  async ask<E extends Exam>(
    examOf: (request: StageRequest) => Promise<Outcome<E, StageFailure>>,
  ): Promise<Outcome<Judged<E>, StageFailure>> {
    const each: Answers[] = [];
    let first: E | undefined;
    for (const { request, scorer } of this.#judges) {
      const exam = await examOf(request);
      if (!exam.ok) return exam;
      const answers = await scorer.answer(exam.value);
      // The engines of other members are not to wait in memory.
      if (this.#judges.length > 1) await scorer.close();
      if (!answers.ok) return answers;
      each.push(answers.value);
      first ??= exam.value;
    }
    const [one] = each;
    if (first === undefined || one === undefined) throw new Error('nobody was asked');
    if (each.length === 1) return succeed({ exam: first, answers: one, each });
    const all = each.map(({ probabilities }) => probabilities);
    return succeed({
      exam: first,
      answers: averageAnswers(all, first.labels, lossOf(this.#request.spec)),
      each,
    });
  }

  async close(): Promise<void> {
    for (const { scorer } of this.#judges) await scorer.close();
  }
}
