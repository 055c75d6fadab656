import type { JsonValue } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { keyOf } from './axis.js';
import { type Token, tokenize } from './token.js';

/** A condition on a trial's parameters: `units <= 4 * filters and optimizer != "adam"`. */
export interface Constraint {
  readonly text: string;
  readonly tree: Expression;
  readonly names: readonly string[];
}

/** Where the text cannot be read; columns count from 1. */
export interface ConstraintFailure {
  readonly message: string;
  readonly column: number;
}

/** The tree of an expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'name'; readonly name: string; readonly column: number }
  | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** From the loosest to the tightest. */
const LEVELS = [['or'], ['and'], ['<', '<=', '>', '>=', '==', '!='], ['+', '-'], ['*', '/']] as const;
const COMPARISONS = 2;
type BinaryOperator = (typeof LEVELS)[number][number];

/** Reads a constraint: numbers, "strings", true, false, null, names, + − * /, comparisons, and, or, not, parentheses. */
export function parseConstraint(text: string): Outcome<Constraint, ConstraintFailure> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const parser = new Parser(tokens.value, text.length + 1);
  try {
    const tree = parser.whole();
    return succeed({ text, tree, names: namesIn(tree) });
  } catch (error) {
    if (error instanceof Unexpected) return fail({ message: error.message, column: error.column });
    throw error;
  }
}

/** The names that a constraint speaks of, each once, in order of appearance. */
export function namesOf(constraint: Constraint): readonly string[] {
  return constraint.names;
}

function namesIn(node: Expression): string[] {
  if (node.kind === 'name') return [node.name];
  if (node.kind === 'unary') return namesIn(node.of);
  if (node.kind === 'literal') return [];
  return [...new Set([...namesIn(node.left), ...namesIn(node.right)])];
}

/** Whether a point meets a constraint; one that speaks of a parameter the point does not have is met. */
export function isMet(constraint: Constraint, point: Readonly<Record<string, JsonValue>>): boolean {
  if (!constraint.names.every((name) => Object.hasOwn(point, name))) return true;
  return evaluate(constraint.tree, point) === true;
}

/** Arithmetic on what is no number gives NaN, and a comparison with NaN is false. */
function evaluate(node: Expression, point: Readonly<Record<string, JsonValue>>): JsonValue {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return point[node.name] ?? null;
    case 'unary': {
      const of = evaluate(node.of, point);
      return node.operator === 'not' ? of !== true : -number(of);
    }
    case 'binary': {
      const left = evaluate(node.left, point);
      if (node.operator === 'and') return left === true && evaluate(node.right, point) === true;
      if (node.operator === 'or') return left === true || evaluate(node.right, point) === true;
      return combine(node.operator, left, evaluate(node.right, point));
    }
  }
}

function combine(
  operator: Exclude<BinaryOperator, 'and' | 'or'>,
  left: JsonValue,
  right: JsonValue,
): JsonValue {
  switch (operator) {
    case '==':
      return keyOf(left) === keyOf(right);
    case '!=':
      return keyOf(left) !== keyOf(right);
    case '<':
      return number(left) < number(right);
    case '<=':
      return number(left) <= number(right);
    case '>':
      return number(left) > number(right);
    case '>=':
      return number(left) >= number(right);
    case '+':
      return number(left) + number(right);
    case '-':
      return number(left) - number(right);
    case '*':
      return number(left) * number(right);
    case '/':
      return number(left) / number(right);
  }
}

function number(value: JsonValue): number {
  return typeof value === 'number' ? value : Number.NaN;
}

class Unexpected extends Error {
  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message);
  }
}

class Parser {
  #next = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly end: number,
  ) {}

  whole(): Expression {
    const tree = this.#level(0);
    const rest = this.tokens[this.#next];
    if (rest !== undefined) throw new Unexpected(`unexpected ${rest.text}`, rest.column);
    return tree;
  }

  #level(level: number): Expression {
    const operators: readonly BinaryOperator[] | undefined = LEVELS[level];
    if (operators === undefined) return this.#unary();
    // `not` binds looser than comparisons, as in Python: not a < b is not (a < b).
    if (level === COMPARISONS && this.#takes('not'))
      return { kind: 'unary', operator: 'not', of: this.#level(level) };
    let left = this.#level(level + 1);
    for (let compared = 0; ; compared++) {
      const token = this.tokens[this.#next];
      const operator = operators.find((one) => token?.kind === 'sign' && token.text === one);
      if (token === undefined || operator === undefined) return left;
      if (level === COMPARISONS && compared > 0)
        throw new Unexpected('comparisons cannot be chained; write "a < b and b < c"', token.column);
      this.#next++;
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) };
    }
  }

  #unary(): Expression {
    if (this.#takes('-')) return { kind: 'unary', operator: '-', of: this.#unary() };
    const token = this.tokens[this.#next++];
    if (token === undefined) throw new Unexpected('something is missing at the end', this.end);
    if (token.kind === 'literal') return { kind: 'literal', value: token.value };
    if (token.kind === 'name') return { kind: 'name', name: token.text, column: token.column };
    if (token.text !== '(') throw new Unexpected(`unexpected ${token.text}`, token.column);
    const inside = this.#level(0);
    if (!this.#takes(')')) throw new Unexpected('this parenthesis is not closed', token.column);
    return inside;
  }

  #takes(sign: string): boolean {
    const token = this.tokens[this.#next];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#next++;
    return true;
  }
}
