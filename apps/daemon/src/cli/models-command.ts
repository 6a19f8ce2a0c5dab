import { loadConfig } from '@reg/config';
import type { AvailableModel, ModelPrice } from '@reg/core';
import { openRegistry } from '../main/open-registry.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatTable } from './format-table.js';
import { sandboxNote } from './sandbox-note.js';
import type { Terminal } from './terminal.js';

export interface ModelsCommandOptions extends ConfigOptions {
  readonly all?: boolean;
  readonly live?: boolean;
  readonly json?: boolean;
}

/** `reg models`: what can be called; `--all` what cannot, too; `--live` what the vendors list now. */
export async function modelsCommand(
  options: ModelsCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const opened = await openRegistry(loadConfig(loadOptionsFrom(options)));
  try {
    const rows = opened.registry
      .listAvailableModels()
      .filter((model) => options.all === true || model.available);
    const live = options.live === true ? await opened.registry.listLiveModels() : undefined;
    if (options.json === true) {
      const data = { sandbox: opened.sandbox, models: rows, ...(live === undefined ? {} : { live }) };
      terminal.out(`${JSON.stringify(data, undefined, 2)}\n`);
    } else {
      if (opened.sandbox) terminal.err(sandboxNote(terminal));
      terminal.out(modelTable(rows, terminal));
    }
    return rows.some((row) => row.available) ? exitCodes.ok : exitCodes.failed;
  } finally {
    await opened.close();
  }
}

function modelTable(rows: readonly AvailableModel[], terminal: Terminal): string {
  return formatTable(
    ['MODEL', 'WINDOW', 'OUTPUT', '$/M IN', '$/M OUT', 'CAN', 'STATE'],
    rows.map(({ target, descriptor, available, reasons }) => [
      available ? target : terminal.style('dim', target),
      tokens(descriptor.contextWindow),
      tokens(descriptor.maxOutputTokens),
      ...prices(descriptor.price, descriptor.free),
      capabilities(descriptor.capabilities),
      available ? descriptor.status : reasons.map((reason) => reason.message).join('; '),
    ]),
  );
}

function tokens(count: number | undefined): string {
  if (count === undefined) return '?';
  if (count >= 1_000_000) return `${Number((count / 1_000_000).toFixed(1))}M`;
  return count >= 1000 ? `${Math.round(count / 1000)}k` : String(count);
}

function prices(price: ModelPrice | undefined, free: boolean): [string, string] {
  if (free) return ['free', 'free'];
  return price === undefined ? ['?', '?'] : [String(price.inputUsdPerMTok), String(price.outputUsdPerMTok)];
}

function capabilities(of: AvailableModel['descriptor']['capabilities']): string {
  return [
    ...(of.vision ? ['vision'] : []),
    ...(of.video ? ['video'] : []),
    ...(of.tools ? ['tools'] : []),
    ...(of.jsonSchema ? ['schema'] : of.jsonObject ? ['json'] : []),
    ...(of.reasoning === 'none' ? [] : ['reasoning']),
  ].join(' ');
}
