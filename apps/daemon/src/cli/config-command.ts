import { configJsonSchema, explainConfig, type ConfigExplanation } from '@reg/config';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatTable } from './format-table.js';
import type { Terminal } from './terminal.js';

export interface ConfigCommandOptions extends ConfigOptions {
  readonly schema?: boolean;
  readonly json?: boolean;
}

/** `reg config`: every setting with its value and where it comes from; secrets stay hidden. */
export async function configCommand(
  options: ConfigCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  if (options.schema === true) {
    terminal.out(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
    return exitCodes.ok;
  }
  const explanation = explainConfig(loadOptionsFrom(options));
  if (options.json === true) terminal.out(`${JSON.stringify(explanation, undefined, 2)}\n`);
  else {
    terminal.out(settingTable(explanation, terminal));
    terminal.err(remarks(explanation, terminal));
  }
  return explanation.problems.length === 0 ? exitCodes.ok : exitCodes.usage;
}

function settingTable({ settings }: ConfigExplanation, terminal: Terminal): string {
  const rows = settings.map(({ path, value, unit, source }) => [
    path,
    `${shown(value)}${unit === undefined || value === undefined ? '' : ` ${unit}`}`,
    source === 'default' ? terminal.style('dim', source) : source,
  ]);
  return formatTable(['SETTING', 'VALUE', 'SOURCE'], rows);
}

function shown(value: unknown): string {
  if (value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function remarks({ problems, warnings }: ConfigExplanation, terminal: Terminal): string {
  const lines = [
    ...problems.map(
      ({ name, source, problem, expected }) =>
        `${terminal.styleErr('red', 'wrong:')} ${name} (${source}) ${problem}. Expected ${expected}.`,
    ),
    ...warnings.map((warning) => `${terminal.styleErr('yellow', 'note:')} ${warning}`),
  ];
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}
