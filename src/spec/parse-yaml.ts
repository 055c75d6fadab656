/** YAML text → located values. Only the plain part of YAML 1.2 that a spec needs; everything surprising is refused. */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { quote } from './diagnostic.js';
import { type OriginAt, treeOfNode } from './located-nodes.js';
import { type Origin, placeOfOrigin, type Tree } from './tree.js';
import { explainYamlErrors } from './yaml-errors.js';

/** No spec is deeper than ten levels; the composer is recursive and would end the whole process near a thousand. */
const MAX_DEPTH = 64;

/** Text to parse, and where it stands: in a file, or on the command line, where there are no lines and columns. */
export interface Source {
  readonly text: string;
  readonly at: { readonly file: string } | { readonly origin: Origin };
}

/** Parses one YAML document; `undefined` for one without content. */
export function parseYaml({ text, at }: Source): Outcome<Tree | undefined> {
  const lines = new LineCounter();
  const originAt: OriginAt = (offset) =>
    'origin' in at ? at.origin : { kind: 'file', file: at.file, ...lines.linePos(offset) };
  const failAt = (offset: number, message: string, advice?: string): { ok: false; failure: Failure } =>
    fail({ kind: 'spec', message, place: placeOfOrigin(originAt(offset)), ...(advice && { advice }) });

  const tokens = tokenize(text, lines);
  if (!tokens.ok) return failAt(tokens.failure, `nested more than ${MAX_DEPTH} levels deep`);
  const document = compose(tokens.value.tokens, text.length, lines);
  if (!document.ok)
    return failAt(document.failure, 'a second document begins here', 'keep one document in a file');
  const { errors, warnings, directives, contents } = document.value;
  const problems = [...errors, ...warnings];
  if (problems.length > 0) {
    const { offset, message, advice } = explainYamlErrors(problems, text, tokens.value.lastQuote);
    return failAt(offset, message, advice);
  }
  const version = directives?.yaml.version ?? '1.2';
  if (version !== '1.2') return failAt(0, `YAML ${quote(version)} is not supported`, 'remove the %YAML line');
  if (contents === null) return succeed(undefined);
  return treeOfNode(contents, originAt);
}

interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** Offset of the last quoted text. */
  readonly lastQuote: number;
}

/** The concrete syntax tree, abandoned at the offset where it gets too deep. */
function tokenize(text: string, lines: LineCounter): Outcome<Tokens, number> {
  const tokens: CST.Token[] = [];
  let lastQuote = 0;
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) lastQuote = parser.offset;
    tokens.push(...parser.next(lexeme));
    // The document itself is the first on the stack, and a scalar the last: neither is a level.
    if (parser.stack.length > MAX_DEPTH + 2) return fail(parser.offset);
  }
  tokens.push(...parser.end());
  return succeed({ tokens, lastQuote });
}

/** The one document, or the offset at which a second one begins. */
function compose(
  tokens: readonly CST.Token[],
  end: number,
  lines: LineCounter,
): Outcome<Document.Parsed, number> {
  const composer = new Composer({
    // Repeated keys are found in `located-nodes`, in linear time and with the place of the first one.
    uniqueKeys: false,
    stringKeys: true,
    merge: false,
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  let first: Document.Parsed | undefined;
  for (const document of composer.compose(tokens, true, end)) {
    if (first !== undefined) return fail(document.range[0]);
    first = document as Document.Parsed;
  }
  if (first === undefined) throw new Error('the composer was told to make a document and made none');
  return succeed(first);
}
