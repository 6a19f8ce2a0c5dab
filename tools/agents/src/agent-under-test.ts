import { join } from 'node:path';

/** A tool of an agent, called with these arguments. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One change in one file: what the model makes the agent do. */
export interface Edit {
  /** Absolute. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const agentNames = ['codex', 'claude-code', 'opencode'] as const;

export type AgentUnderTestName = (typeof agentNames)[number];

/** The models that an agent asks for when nobody names one, by class. */
export interface OwnNames {
  readonly work: RegExp;
  /** For titles, or for smaller agents that it gives work to. */
  readonly small?: RegExp;
}

/** An agent as its maker publishes it, and how it is told to work without a person. */
export interface AgentUnderTest {
  readonly name: AgentUnderTestName;
  /** On npm. */
  readonly packageName: string;
  readonly version: string;
  /** What `reg run` starts, and where the package has it: install scripts, which would link it, are not run. */
  readonly program: string;
  programFile(folder: string): string;
  /** What follows `reg run <agent> --`. */
  words(task: string): readonly string[];
  /** No telemetry, no updates, nothing fetched. */
  readonly variables: Readonly<Record<string, string>>;
  read(edit: Edit): ToolCall;
  edit(edit: Edit): ToolCall;
  /** Has a smaller agent do it, where there is one. */
  delegate?(task: string): ToolCall;
  readonly names: OwnNames;
}

const platform = `${process.platform}-${process.arch}`;

/** Flags and variables: code.claude.com/docs/en/settings and `claude --help`, 2026-11-23. */
const claudeCode: AgentUnderTest = {
  name: 'claude-code',
  packageName: '@anthropic-ai/claude-code',
  version: '2.1.330',
  program: 'claude',
  programFile: (folder) => join(folder, `node_modules/@anthropic-ai/claude-code-${platform}/claude`),
  words: (task) => [
    '-p',
    task,
    '--permission-mode',
    'acceptEdits',
    '--output-format',
    'stream-json',
    '--verbose',
  ],
  variables: {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
  },
  read: ({ file }) => ({ name: 'Read', arguments: { file_path: file } }),
  edit: ({ file, from, to }) => ({
    name: 'Edit',
    arguments: { file_path: file, old_string: from, new_string: to },
  }),
  delegate: (task) => ({
    name: 'Agent',
    arguments: {
      description: 'Look around',
      prompt: task,
      subagent_type: 'general-purpose',
      model: 'haiku',
      run_in_background: false,
    },
  }),
  names: { work: /^claude-(?!.*haiku)/, small: /^claude-.*haiku/ },
};

/** `codex exec --help` of 0.169.0, 2026-11-23. Its own sandbox needs rights that containers do not give. */
const codex: AgentUnderTest = {
  name: 'codex',
  packageName: '@openai/codex',
  version: '0.169.0',
  program: 'codex',
  programFile: (folder) => join(folder, 'node_modules/@openai/codex/bin/codex.js'),
  words: (task) => [
    'exec',
    '--json',
    '--sandbox',
    'danger-full-access',
    '-c',
    'analytics.enabled=false',
    '-c',
    'check_for_update_on_startup=false',
    '--disable',
    'plugins',
    '--disable',
    'apps',
    task,
  ],
  variables: {},
  read: ({ file }) => ({ name: 'exec_command', arguments: { cmd: `cat '${file}'` } }),
  edit: ({ file, from, to }) => ({
    name: 'exec_command',
    arguments: {
      cmd: `apply_patch <<'PATCH'\n*** Begin Patch\n*** Update File: ${file}\n@@\n-${from}\n+${to}\n*** End Patch\nPATCH`,
    },
  }),
  names: { work: /^gpt-/ },
};

/** opencode.ai/docs/cli, 2026-11-23. */
const openCode: AgentUnderTest = {
  name: 'opencode',
  packageName: 'opencode-ai',
  version: '1.18.33',
  program: 'opencode',
  programFile: (folder) => join(folder, `node_modules/opencode-${platform}/bin/opencode`),
  words: (task) => ['run', '--format', 'json', task],
  variables: {
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_SHARE: '1',
    // It installs its plugin interface with npm's own code, and asks the registry otherwise.
    npm_config_offline: 'true',
  },
  read: ({ file }) => ({ name: 'read', arguments: { filePath: file } }),
  edit: ({ file, from, to }) => ({
    name: 'edit',
    arguments: { filePath: file, oldString: from, newString: to },
  }),
  names: { work: /^claude-(?!.*haiku)/, small: /^claude-.*haiku/ },
};

export const agentsUnderTest: Readonly<Record<AgentUnderTestName, AgentUnderTest>> = {
  codex,
  'claude-code': claudeCode,
  opencode: openCode,
};
