import { loadConfig } from '@reg/config';
import type { ChatRequest, RouteOptions, RouteReport } from '@reg/core';
import { openRegistry } from '../main/open-registry.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatUsd } from './format-money.js';
import { readPrompt } from './read-prompt.js';
import { routeOptionsFrom, type RouteFlags } from './route-flags.js';
import { sandboxNote } from './sandbox-note.js';
import type { Terminal } from './terminal.js';

export interface ChatCommandOptions extends ConfigOptions, RouteFlags {
  readonly system?: string;
  readonly file?: string;
  readonly json?: boolean;
}

/** `reg chat "…"`: one answer to the terminal as it comes, and who gave it for how much. */
export async function chatCommand(
  words: readonly string[],
  options: ChatCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const prompt = await readPrompt(words, options.file);
  const opened = await openRegistry(config);
  const { terminal } = context;
  if (opened.sandbox && options.json !== true) terminal.err(sandboxNote(config, terminal));
  const stopped = new AbortController();
  void context.stopRequested().then(() => {
    stopped.abort();
  });
  const request: ChatRequest = {
    model: options.model ?? '',
    messages: [
      ...(options.system === undefined ? [] : [{ role: 'system' as const, content: options.system }]),
      { role: 'user', content: prompt },
    ],
  };
  const call = { ...routeOptionsFrom(options), signal: stopped.signal };
  try {
    if (options.json === true) await answerAsJson(opened, { request, call, terminal });
    else await answerAsText(opened, { request, call, terminal });
  } finally {
    await opened.close();
  }
  return exitCodes.ok;
}

type Opened = Awaited<ReturnType<typeof openRegistry>>;

interface Exchange {
  readonly request: ChatRequest;
  readonly call: RouteOptions & { readonly signal: AbortSignal };
  readonly terminal: Terminal;
}

async function answerAsJson({ registry, sandbox }: Opened, exchange: Exchange): Promise<void> {
  const { completion, report } = await registry.chat(exchange.request, exchange.call);
  exchange.terminal.out(`${JSON.stringify({ sandbox, completion, report }, undefined, 2)}\n`);
}

async function answerAsText({ registry }: Opened, { request, call, terminal }: Exchange): Promise<void> {
  const stream = await registry.stream({ ...request, stream: true }, call);
  let endsWithNewline = true;
  try {
    for await (const chunk of stream) {
      const text = chunk.choices[0]?.delta.content;
      if (typeof text !== 'string' || text === '') continue;
      terminal.out(text);
      endsWithNewline = text.endsWith('\n');
    }
  } finally {
    if (!endsWithNewline) terminal.out('\n');
    terminal.err(terminal.styleErr('dim', `${summary(await stream.finished)}\n`));
  }
}

function summary(report: RouteReport): string {
  const attempts = report.attempts.length;
  return [
    `${report.provider ?? '?'}/${report.model ?? '?'}`,
    formatUsd(report.costUsd),
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    `${report.usage.inputTokens} + ${report.usage.outputTokens} tokens`,
    ...(report.modelMapping === undefined
      ? []
      : [`${report.requestedModel} mapped to ${report.modelMapping.to}`]),
    ...(report.fallback ? ['fallback'] : []),
    ...report.warnings.map((warning) => `${warning.parameter} ${warning.action}`),
  ].join(' · ');
}
