const tools = [
  'Agent',
  'Bash',
  'Edit',
  'Glob',
  'Grep',
  'NotebookEdit',
  'Read',
  'Skill',
  'TaskOutput',
  'TodoWrite',
  'WebFetch',
  'Write',
];

/** Headers that a coding agent sends with each request. */
export const agentHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  accept: 'application/json',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': [
    'claude-code-20250219',
    'interleaved-thinking-2025-05-14',
    'context-management-2025-06-27',
    'prompt-caching-scope-2026-01-05',
    'effort-2025-11-24',
    'redact-thinking-2026-02-12',
    'advanced-tool-use-2025-11-20',
  ].join(','),
  'x-api-key': 'any',
  'x-app': 'cli',
  'x-claude-code-session-id': '3f0f6c4e-0000-4000-8000-000000000000',
};

/**
 * The first request of a coding agent's session: a prompt of 48 KB, a dozen tools without a type, adaptive thinking
 * that is not to be shown, and fields that only Anthropic's own API knows. Shape as Claude Code 2.1.330 sends it
 * (seen 2026-11-22); the texts are stand-ins.
 */
export function agentRequest(model: string, messages: readonly unknown[]) {
  const cache_control = { type: 'ephemeral' };
  return {
    model,
    max_tokens: 32_000,
    stream: true,
    system: [
      {
        type: 'text',
        text: 'x-anthropic-billing-header: cc_version=2.1.330.a3f; cc_entrypoint=cli; cch=71fea;',
      },
      { type: 'text', text: 'You are a coding agent.', cache_control },
      { type: 'text', text: 'Keep to the conventions of the project. '.repeat(750), cache_control },
    ],
    tools: tools.map((name, index) => ({
      name,
      description: `What ${name} does and when to use it. `.repeat(30),
      input_schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          file_path: { type: 'string', description: 'The absolute path' },
          limit: { type: 'integer', exclusiveMinimum: 0, maximum: 9_007_199_254_740_991 },
          mode: { type: 'string', enum: ['content', 'count'] },
          edits: { type: 'array', items: { type: 'object', properties: { old: { type: 'string' } } } },
        },
        required: ['file_path'],
        additionalProperties: false,
      },
      ...(index === tools.length - 1 ? { cache_control } : {}),
    })),
    thinking: { type: 'adaptive', display: 'omitted' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    output_config: { effort: 'high' },
    metadata: { user_id: JSON.stringify({ device_id: 'd'.repeat(64), session_id: 's'.repeat(36) }) },
    messages: messages.map((message, index) => withCacheControl(message, index === messages.length - 1)),
  };
}

function withCacheControl(message: unknown, isLast: boolean): unknown {
  const { role, content } = message as { readonly role: string; readonly content: readonly object[] };
  if (!isLast) return message;
  const cached = content.map((block, index) =>
    index === content.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block,
  );
  return { role, content: cached };
}
