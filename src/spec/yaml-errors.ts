/** What the YAML parser complains about, in the words of somebody who wants their spec to run. */
import type { YAMLError } from 'yaml';
import { quote } from './diagnostic.js';

/** The first line of a problem with YAML's syntax. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
  readonly advice?: string;
}

/**
 * Explains the first of the parser's errors.
 *
 * @param errors what the parser found; at least one error.
 * @param lastQuote the offset of the last quoted text, which is the one that is not closed if any is.
 */
export function explainYamlErrors(
  errors: readonly YAMLError[],
  text: string,
  lastQuote: number,
): YamlProblem {
  const [first] = errors;
  if (first === undefined) throw new RangeError('there is no error to explain');
  const { code, message, pos } = first;
  const [offset, end] = pos;
  const source = text.slice(offset, end).split(/\r?\n/)[0] ?? '';
  const opened = /end with a ([\]}])/.exec(message)?.[1];
  if (opened !== undefined) {
    const kind = opened === ']' ? 'list' : 'map';
    return { offset, message: `a ${kind} in brackets is not closed`, advice: `end it with "${opened}"` };
  }
  if (code === 'MISSING_CHAR' && message.includes('quote')) {
    return {
      offset: lastQuote,
      message: 'a quoted text is not closed',
      advice: `end it with ${text[lastQuote]}`,
    };
  }
  if (message.includes('block-seq-ind on same line')) {
    const advice = 'put each item on a line of its own, or write [a, b]';
    return { offset, message: 'a list begins on the line of its key', advice };
  }
  switch (code) {
    case 'TAB_AS_INDENT':
      return { offset, message: 'a tab is used for indentation', advice: 'YAML takes spaces only' };
    case 'TAG_RESOLVE_FAILED':
      return { offset, message: `unknown tag ${quote(source)}`, advice: 'write the plain value' };
    case 'NON_STRING_KEY':
      return { offset, message: 'a key must be a plain word', advice: 'no list, map or alias can be a key' };
    case 'BAD_INDENT':
      return {
        offset,
        message: 'a line in the wrong column',
        advice: 'begin the keys of a map, and the items of a list, in the same column',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (/^ *- /.test(text.slice(offset)) && /\n *$/.test(text.slice(0, offset))) {
        return {
          offset: text.indexOf('-', offset),
          message: 'a list item in the wrong column',
          advice: 'begin the items of a list in the same column',
        };
      }
      if (errors.some((other) => other.code === 'MULTILINE_IMPLICIT_KEY')) {
        return {
          offset,
          message: 'a value, and more keys indented below it',
          advice: 'check the indentation of the next line',
        };
      }
      return {
        offset,
        message: 'a second "key: value" on one line',
        advice: 'put it on a line of its own, or quote the text if the colon belongs to it',
      };
    case 'BAD_DIRECTIVE':
      return { offset, message: `unknown directive ${quote(source)}`, advice: 'remove the line' };
    case 'BAD_SCALAR_START':
      return {
        offset,
        message: `a plain value cannot begin with ${quote(source.slice(0, 1))}`,
        advice: 'put it in quotes',
      };
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return {
        offset,
        message: `not "key: value": ${lineAt(text, offset)}`,
        advice: 'add the colon, or indent it as part of the text above',
      };
    default:
      return { offset, message: `not valid YAML: ${lowerFirst(message)}` };
  }
}

/** The line that an offset is in, from there on. */
function lineAt(text: string, offset: number): string {
  return quote(text.slice(offset).trimStart().split(/\r?\n/)[0] ?? '');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
