/** What the YAML parser complains about, in the words of somebody who wants their spec to run. */
import type { YAMLError } from 'yaml';
import { quote } from './diagnostic.js';

/** The first line of a problem with YAML's syntax. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
  readonly advice?: string;
}

export function explainYamlError({ code, message, pos }: YAMLError, text: string): YamlProblem {
  const [offset, end] = pos;
  const source = text.slice(offset, end).split(/\r?\n/)[0] ?? '';
  switch (code) {
    case 'TAB_AS_INDENT':
      return { offset, message: 'a tab is used for indentation', advice: 'YAML takes spaces only' };
    case 'TAG_RESOLVE_FAILED':
      return { offset, message: `unknown tag ${quote(source)}`, advice: 'write the plain value' };
    case 'NON_STRING_KEY':
      return { offset, message: 'a key must be a plain word', advice: 'no list, map or alias can be a key' };
    case 'BLOCK_AS_IMPLICIT_KEY':
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
    default:
      return { offset, message: `not valid YAML: ${lowerFirst(message)}` };
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
