import { ConfigurationError, RegError } from '@reg/config';
import { InvalidRequestError } from '@reg/core';
import { CommanderError, type Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** Runs one command line and answers its exit code. Never throws. */
export async function run(words: readonly string[], context: CommandContext): Promise<number> {
  let code: number = exitCodes.ok;
  const { terminal } = context;
  const program = createProgram(context, (ended) => {
    code = ended;
  });
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    terminal.err(`${terminal.styleErr('red', 'error:')} ${textOf(error)}\n`);
    return isUsage(error) ? exitCodes.usage : exitCodes.failed;
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function isUsage(error: unknown): boolean {
  return (
    UsageError.isInstance(error) ||
    ConfigurationError.isInstance(error) ||
    InvalidRequestError.isInstance(error)
  );
}

/** Our own errors are written for people; others show where they come from. */
function textOf(error: unknown): string {
  if (RegError.isInstance(error)) return error.message;
  const advice = adviceOf(error);
  if (error instanceof Error && advice !== undefined) return `${error.message}. ${advice}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const otherHost = 'This machine has no such address. Choose another --host.';

/** What to do when the system does not let the daemon listen. */
const listenAdvice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Is another daemon running? Choose another --port.',
  EACCES: 'Ports below 1024 need a privilege. Choose another --port.',
  EADDRNOTAVAIL: otherHost,
  ENOTFOUND: otherHost,
  EAI_AGAIN: 'The name cannot be looked up now. Choose another --host.',
};

function adviceOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? listenAdvice[String(error.code)] : undefined;
}
