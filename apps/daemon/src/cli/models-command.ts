import { loadConfig } from '@reg/config';
import type { AvailableModel, LiveModelList, ModelDescriptor, ModelPrice } from '@reg/core';
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
  const config = loadConfig(loadOptionsFrom(options));
  const opened = await openRegistry(config);
  try {
    const known = opened.registry.listAvailableModels();
    const models = known.filter((model) => options.all === true || model.available);
    const live = options.live === true ? await opened.registry.listLiveModels() : undefined;
    if (options.json === true) {
      const data = { sandbox: opened.sandbox, models, ...(live === undefined ? {} : { live }) };
      terminal.out(`${JSON.stringify(data, undefined, 2)}\n`);
    } else {
      if (opened.sandbox) terminal.err(sandboxNote(config, terminal));
      terminal.out(live === undefined ? modelTable(models, terminal) : liveTable(live, terminal));
    }
    for (const { provider, message } of live?.problems ?? []) {
      terminal.err(
        `${terminal.styleErr('yellow', 'note:')} the list of ${provider} is missing or old: ${message}\n`,
      );
    }
    return known.some((model) => model.available) ? exitCodes.ok : exitCodes.failed;
  } finally {
    await opened.close();
  }
}

const factHeadings = ['WINDOW', 'OUTPUT', '$/M IN', '$/M OUT', 'CAN'];

function modelTable(models: readonly AvailableModel[], terminal: Terminal): string {
  return formatTable(
    ['MODEL', ...factHeadings, 'STATE'],
    models.map(({ target, descriptor, available, reasons }) => [
      available ? target : terminal.style('dim', target),
      ...factsOf(descriptor),
      available ? descriptor.status : reasons.map((reason) => reason.message).join('; '),
    ]),
  );
}

/** What the vendors list, with the models that only the catalogue knows. */
function liveTable({ models }: LiveModelList, terminal: Terminal): string {
  return formatTable(
    ['MODEL', ...factHeadings, 'LISTED BY VENDOR'],
    models.map(({ target, descriptor, live, listedAtMs }) => [
      live ? target : terminal.style('dim', target),
      ...factsOf(descriptor),
      listedAtMs === undefined ? '?' : live ? 'yes' : 'no',
    ]),
  );
}

function factsOf(model: ModelDescriptor): string[] {
  return [
    tokens(model.contextWindow),
    tokens(model.maxOutputTokens),
    ...prices(model.price, model.free),
    capabilities(model.capabilities),
  ];
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

function capabilities(of: ModelDescriptor['capabilities']): string {
  return [
    ...(of.vision ? ['vision'] : []),
    ...(of.video ? ['video'] : []),
    ...(of.tools ? ['tools'] : []),
    ...(of.jsonSchema ? ['schema'] : of.jsonObject ? ['json'] : []),
    ...(of.reasoning === 'none' ? [] : ['reasoning']),
  ].join(' ');
}
