/** A request as Codex 0.169 sends it (tried 2026-11-23): its shapes, sizes and oddities, with other words. */
export function agentRequest(model: string, prompt: string) {
  const words = 'Work in small steps, read before you write, and say what you did. ';
  return {
    model,
    stream: true,
    instructions: words.repeat(Math.ceil(40_000 / words.length)),
    input: [
      {
        type: 'message',
        id: 'msg_2689d678-d4a3-5576-92a2-073466a2178e',
        role: 'developer',
        content: [
          { type: 'input_text', text: '<skills>none</skills>' },
          { type: 'input_text', text: '<permissions>read only</permissions>' },
        ],
      },
      {
        type: 'message',
        id: 'msg_01a20722-272a-7421-90a8-ea76af285a9c',
        role: 'user',
        content: [{ type: 'input_text', text: '<environment><cwd>/repo</cwd></environment>' }],
      },
      {
        type: 'message',
        id: 'msg_01a20722-2742-72c0-93bc-1144555b7267',
        role: 'user',
        content: [{ type: 'input_text', text: prompt }],
      },
    ],
    tools: [
      {
        type: 'function',
        name: 'exec_command',
        description: 'Runs a command.',
        strict: false,
        parameters: {
          type: 'object',
          properties: { cmd: { type: 'string' } },
          required: ['cmd'],
          additionalProperties: false,
        },
      },
      {
        type: 'namespace',
        name: 'multi_agent_v1',
        description: 'Tools for sub-agents.',
        tools: [
          {
            type: 'function',
            name: 'close_agent',
            description: 'Closes an agent.',
            strict: false,
            parameters: {
              type: 'object',
              properties: { target: { type: 'string' } },
              required: ['target'],
              additionalProperties: false,
            },
          },
        ],
      },
      {
        type: 'custom',
        name: 'apply_patch',
        description: 'Edits files.',
        format: { type: 'grammar', syntax: 'lark', definition: 'start: "*** Begin Patch"' },
      },
      { type: 'web_search', external_web_access: false },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { summary: 'auto' },
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: '01a20722-26c5-7501-bf54-5e086c4c63d4',
    client_metadata: { session_id: '01a20722-26c5-7501-bf54-5e086c4c63d4', turn: '{"window":0}' },
  };
}
