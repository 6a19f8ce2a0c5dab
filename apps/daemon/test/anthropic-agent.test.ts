import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHeaders, agentRequest } from './anthropic-agent-request.js';
import { askedOf, bootForAnthropic, type AnthropicDaemon } from './anthropic-daemon.js';

let booted: AnthropicDaemon;

beforeAll(async () => {
  booted = await bootForAnthropic();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

interface AgentAnswer {
  readonly headers: Headers;
  readonly names: readonly string[];
  readonly content: readonly Block[];
  readonly stopReason: string | undefined;
}

interface Block {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly text?: string;
  readonly input?: unknown;
}

/** Sends the bytes an agent would send, and reads the events as an agent without the SDK does. */
async function ask(model: string, messages: readonly unknown[]): Promise<AgentAnswer> {
  const body = JSON.stringify(agentRequest(model, messages));
  expect(body.length).toBeGreaterThan(48_000);
  const answer = await fetch(`${booted.url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: agentHeaders,
    body,
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const names: string[] = [];
  const blocks: { block: Block; json: string }[] = [];
  let stopReason: string | undefined;
  for (const frame of (await answer.text()).trimEnd().split('\n\n')) {
    const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
    names.push(name);
    const event = JSON.parse(data) as Anthropic.RawMessageStreamEvent;
    expect(event.type).toBe(name);
    if (event.type === 'content_block_start') {
      expect(event.index).toBe(blocks.length);
      blocks.push({ block: event.content_block as Block, json: '' });
    } else if (event.type === 'content_block_delta') add(event.delta, blocks[event.index]);
    else if (event.type === 'message_delta') stopReason = event.delta.stop_reason ?? undefined;
  }
  const content = blocks.map(({ block, json }) =>
    block.type === 'tool_use' ? { ...block, input: JSON.parse(json === '' ? '{}' : json) as unknown } : block,
  );
  return { headers: answer.headers, names, content, stopReason };
}

function add(delta: Anthropic.RawContentBlockDelta, to: { block: Block; json: string } | undefined): void {
  if (to === undefined) throw new Error('a delta without a block');
  if (delta.type === 'input_json_delta') to.json += delta.partial_json;
  else if (delta.type === 'text_delta') to.block = { ...to.block, text: (to.block.text ?? '') + delta.text };
  else if (delta.type === 'signature_delta') to.block = { ...to.block, signature: delta.signature };
  else throw new Error(`an unexpected ${delta.type}`);
}

describe.each(['kimi-k2.6', 'kimi-k2.7-code', 'kimi-k3', 'glm-4.7', 'glm-5.2'])(
  'a coding agent on %s',
  (model) => {
    const simulator = () => (model.startsWith('kimi') ? booted.kimi : booted.glm);

    it('has its tools called and their results read, turn after turn', async () => {
      const question = { role: 'user', content: [{ type: 'text', text: 'Read the file src/a.ts' }] };
      const first = await ask(model, [question]);
      expect(first.stopReason).toBe('tool_use');
      expect(first.content.map(({ type }) => type)).toEqual(['thinking', 'tool_use']);
      const [thinking, use] = first.content;
      expect(thinking).toMatchObject({ thinking: '', signature: expect.stringMatching(/^reg\.thinking\./) });
      expect(use).toMatchObject({ name: 'Read', input: { file_path: expect.any(String) } });
      expect(first.names.at(-1)).toBe('message_stop');

      const asked = askedOf(simulator());
      expect(asked.tools).toHaveLength(12);
      const [system] = asked.messages;
      expect(system?.content).toMatch(/^You are a coding agent\.\n\nKeep to the conventions/);
      expect(JSON.stringify(asked)).not.toMatch(/cache_control|context_management|billing-header/);

      const second = await ask(model, [
        question,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: use?.id, content: 'export const a = 1;' },
            { type: 'text', text: '<system-reminder>Be careful.</system-reminder>' },
          ],
        },
      ]);
      expect(second.stopReason).toBe('end_turn');
      const again = askedOf(simulator());
      expect(again.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'user']);
      expect(again.messages[2]?.reasoning_content).toContain('The user asks');
      expect(again.messages[3]?.content).toBe('export const a = 1;');
    });

    it('is told what could not be passed on', async () => {
      const { headers } = await ask(model, [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }]);
      const warnings = headers.get('x-reg-warnings') ?? '';
      expect(warnings).toContain('context_management dropped');
      expect(warnings).toContain('system changed');
      expect(warnings).not.toContain('cache_control');
    });
  },
);
