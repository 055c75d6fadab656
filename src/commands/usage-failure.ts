/** What commander says about a command line it cannot read, in the form that all our messages have. */
import type { Argument, Command, CommanderError } from 'commander';
import { either } from '../spec/diagnostic.js';
import { suggest } from '../spec/suggest.js';
import type { Failure } from '../util/outcome.js';

/** A command line that commander refused; thrown through it and caught in main. */
export class RefusedCommandLine extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Commander's error about `command` as a failure. Its codes are its API; its texts are read only for the word they quote. */
export function usageFailure(command: Command, { code, message }: CommanderError): Failure {
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  const name = pathOf(command);
  const usage = `write ${['hwr-run', name, ...command.registeredArguments.map(argumentText)].filter(Boolean).join(' ')}`;
  switch (code) {
    case 'commander.unknownOption':
      return refusal(`unknown option ${JSON.stringify(quoted)}`, nearOption(quoted, command) ?? seeHelp);
    case 'commander.optionMissingArgument':
      return refusal(`${quoted.split(' ')[0]} needs a value`, `write ${quoted}`);
    case 'commander.missingArgument':
      return refusal(`${name} is incomplete`, usage);
    case 'commander.excessArguments': {
      const extra = command.args[command.registeredArguments.length] ?? '';
      return refusal(`${JSON.stringify(extra)} is one word too many for ${name}`, usage);
    }
    case 'commander.unknownCommand':
      return unknownCommand(quoted, command);
    // A group of commands without one of them, or help on a command that there is not.
    case 'commander.help':
      if (command.args[0] === 'help') return unknownCommand(command.args[1] ?? '', command);
      return refusal(`${name} is incomplete`, oneOf(command));
    default:
      return refusal(message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '), seeHelp);
  }
}

/** The failure for a word that is none of the commands of a group, or of the program. */
export function unknownCommand(word: string, group: Command): Failure {
  const names = commandNames(group);
  const name = pathOf(group);
  const full = (last: string) => (name === '' ? last : `${name} ${last}`);
  const found = suggest(word, names);
  const advice =
    found === undefined
      ? name === ''
        ? seeHelp
        : oneOf(group)
      : `did you mean ${JSON.stringify(full(found))}?`;
  return refusal(`unknown command ${JSON.stringify(full(word))}`, advice);
}

/** The commands of a group, or of the program. */
export function commandNames(group: Command): readonly string[] {
  return group.commands.map((command) => command.name());
}

function refusal(message: string, advice: string): Failure {
  return { kind: 'usage', message, advice };
}

function oneOf(group: Command): string {
  return `write hwr-run ${pathOf(group)} ${either(commandNames(group))}`;
}

const seeHelp = 'hwr-run --help shows what there is';

/** `data get`; '' for the program itself. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at = command; at.parent !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

function nearOption(word: string, command: Command): string | undefined {
  const names = ['--help'];
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const { long } of at.options) if (long) names.push(long);
  }
  const found = suggest(word, names);
  return found === undefined ? undefined : `did you mean ${JSON.stringify(found)}?`;
}

function argumentText(argument: Argument): string {
  const name = argument.name().toUpperCase() + (argument.variadic ? '…' : '');
  return argument.required ? name : `[${name}]`;
}
