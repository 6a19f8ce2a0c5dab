/** What an agent is told about reg. */
export interface AgentConnection {
  /** Of the daemon, without `/v1`: `http://127.0.0.1:8079`. */
  readonly url: string;
  /** What the agent shows as its key. */
  readonly key: string;
  /** Absent: the agent asks by the names that it has in it, and the daemon's model map says what they stand for. */
  readonly models?: AgentModels;
}

/** What an agent is to ask for. */
export interface AgentModels {
  /** For the work. */
  readonly work: string;
  /** For titles, summaries and the like. */
  readonly small: string;
}

/** What makes one agent talk to reg: nothing is written to its files. */
export interface AgentSetup {
  readonly set: Readonly<Record<string, string>>;
  /** Variables that would win over those in `set`. */
  readonly unset: readonly string[];
  /** Options that the agent must be started with, before all others. */
  readonly args: readonly string[];
}

export interface Agent {
  readonly name: AgentName;
  readonly title: string;
  /** The program on PATH; absent: whatever the user names. */
  readonly program?: string;
  /** How to get the program. */
  readonly install?: string;
  setUp(connection: AgentConnection): AgentSetup;
}

/** What an agent is to ask for when nobody says otherwise. */
export const defaultAgentModels: AgentModels = { work: 'auto:balanced', small: 'auto:fast_response' };

export const agentNames = ['claude-code', 'codex', 'opencode', 'aider', 'openai'] as const;

export type AgentName = (typeof agentNames)[number];
