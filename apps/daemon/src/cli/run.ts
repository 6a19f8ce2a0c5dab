import { CommanderError, type Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';

/** Runs one command line and answers its exit code. Never throws. */
export async function run(words: readonly string[], context: CommandContext): Promise<number> {
  let code: number = exitCodes.ok;
  const { terminal } = context;
  const program = createProgram(context, (ended) => {
    code = ended;
  });
  program.hook('preAction', () => context.prepare());
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { describeFailure } = await import('./describe-failure.js');
    const { text, code: failed } = describeFailure(error);
    terminal.err(`${terminal.styleErr('red', 'error:')} ${text}\n`);
    return failed;
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
