import { loadConfig } from '@reg/config';
import type { Decision, RankedCandidate, Reason } from '@reg/core';
import { openRegistry } from '../main/open-registry.js';
import type { CommandContext } from './command-context.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatUsd } from './format-money.js';
import { formatTable } from './format-table.js';
import { readPrompt } from './read-prompt.js';
import { sandboxNote } from './sandbox-note.js';
import { routeOptionsFrom, type RouteFlags } from './route-flags.js';
import type { Terminal } from './terminal.js';

export interface ExplainCommandOptions extends ConfigOptions, RouteFlags {
  readonly file?: string;
  readonly json?: boolean;
}

/** `reg explain "…"`: who would answer, who not, and why; nobody is called. */
export async function explainCommand(
  words: readonly string[],
  options: ExplainCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(loadOptionsFrom(options));
  const prompt = await readPrompt(words, options.file);
  const opened = await openRegistry(config);
  try {
    const request = {
      model: options.model ?? '',
      messages: [{ role: 'user' as const, content: prompt }],
    };
    const decision = opened.registry.explain(request, routeOptionsFrom(options));
    if (opened.sandbox && options.json !== true) terminal.err(sandboxNote(config, terminal));
    terminal.out(
      options.json === true
        ? `${JSON.stringify(decision, undefined, 2)}\n`
        : describeDecision(decision, terminal),
    );
    return decision.ranked.length > 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    await opened.close();
  }
}

function describeDecision(decision: Decision, terminal: Terminal): string {
  const { requirement } = decision;
  const { requestedModel, modelMapping } = requirement;
  const asked =
    modelMapping === undefined
      ? requestedModel
      : `${requestedModel} → ${modelMapping.to} (${modelMapping.match}, ${modelMapping.origin})`;
  const head = `${asked} · ${requirement.category} · about ${requirement.estimatedInputTokens} input tokens · decision ${decision.id}\n\n`;
  const ranked = formatTable(
    ['#', 'TARGET', 'COST', 'SCORE', 'WHY'],
    decision.ranked.map((candidate) => rankedRow(candidate, terminal)),
  );
  if (decision.rejected.length === 0) return head + ranked;
  const rejected = formatTable(
    ['REJECTED', 'WHY'],
    decision.rejected.map(({ target, reasons }) => [terminal.style('dim', target), messagesOf(reasons)]),
  );
  return `${head}${ranked}\n${rejected}`;
}

function rankedRow(candidate: RankedCandidate, terminal: Terminal): string[] {
  const first = candidate.position === 1;
  return [
    String(candidate.position),
    first ? terminal.style('green', candidate.target) : candidate.target,
    candidate.free ? 'free' : formatUsd(candidate.expectedCostUsd),
    candidate.score.total.toFixed(2),
    messagesOf(candidate.reasons),
  ];
}

function messagesOf(reasons: readonly Reason[]): string {
  return reasons.map((reason) => reason.message).join('; ');
}
