import type { AgentRun } from './agent-run.js';
import { cutsIn, failoversIn } from './judge-run.js';

export interface Figures {
  readonly agent: string;
  readonly version: string;
  /** Requests of the agent. */
  readonly turns: number;
  /** Requests at vendors. */
  readonly attempts: number;
  readonly failovers: number;
  readonly cuts: number;
  readonly seconds: number;
}

export interface Proof extends Figures {
  readonly problems: readonly string[];
}

export function figuresOf(run: AgentRun): Figures {
  return {
    agent: run.agent,
    version: run.version,
    turns: run.requests.length,
    attempts: run.requests.reduce((total, { attempts }) => total + attempts, 0),
    failovers: failoversIn(run),
    cuts: cutsIn(run),
    seconds: Math.round(run.program.durationMs / 100) / 10,
  };
}

const titles = ['agent', 'version', 'turns', 'attempts', 'failovers', 'cuts', 'seconds', 'ok'];

/** A table, and below it what is wrong. */
export function describeRuns(proofs: readonly Proof[]): string {
  const rows = proofs.map((proof) => [
    proof.agent,
    proof.version,
    String(proof.turns),
    String(proof.attempts),
    String(proof.failovers),
    String(proof.cuts),
    proof.seconds.toFixed(1),
    proof.problems.length === 0 ? 'yes' : 'NO',
  ]);
  const table = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const wrong = proofs.flatMap(({ agent, problems }) => problems.map((problem) => `${agent}: ${problem}`));
  return [...lines, ...(wrong.length === 0 ? [] : ['', ...wrong])].join('\n');
}
