import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseEvent } from '../src/dialects/responses/response-event.js';
import type { OutputItem } from '../src/dialects/responses/response-item.js';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';
import { agentRequest } from './responses-agent-request.js';

const model = 'kimi-k2.6';
let booted: BootedDaemon;

beforeAll(async () => {
  booted = await bootDaemon();
});
afterEach(async () => {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

interface Turn {
  readonly headers: Headers;
  readonly events: ResponseEvent[];
  /** What the agent takes over: the items that were done. */
  readonly items: OutputItem[];
}

/** Reads a stream as the agent does: items when they are done, and `response.completed` as the only good end. */
async function turn(body: object): Promise<Turn> {
  const answer = await fetch(`${booted.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', originator: 'codex_exec' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const events = (await answer.text())
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => JSON.parse(frame.split('\ndata: ')[1] ?? '') as ResponseEvent);
  const items = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
  return { headers: answer.headers, events, items };
}

const endOf = ({ events }: Turn) => events.at(-1)?.type;

interface SentChat {
  readonly messages: Record<string, unknown>[];
  readonly tools: { readonly function: { readonly name: string } }[];
  readonly prompt_cache_key?: string;
}
const sent = () => booted.kimi.requests.at(-1)?.body as SentChat;

describe('a coding agent that speaks Responses', () => {
  it('is served although some of its tools are none of a chat model', async () => {
    const { headers, events, ...rest } = await turn(agentRequest(model, 'say hi'));
    expect(endOf({ headers, events, ...rest })).toBe('response.completed');
    expect(headers.get('x-reg-warnings')).toContain('tools.web_search dropped');
    expect(headers.get('x-reg-warnings')).toContain('tools.custom.format changed');
    expect(headers.get('x-reg-warnings')).toContain('client_metadata dropped');
    expect(sent().tools.map((tool) => tool.function.name)).toEqual([
      'exec_command',
      'multi_agent_v1__close_agent',
      'apply_patch',
    ]);
    expect(sent().messages.map(({ role }) => role)).toEqual(['system', 'system', 'user', 'user']);
    expect(String(sent().messages[0]?.['content']).length).toBeGreaterThanOrEqual(40_000);
    expect(sent().prompt_cache_key).toBe('01a20722-26c5-7501-bf54-5e086c4c63d4');
    expect(JSON.stringify(sent())).not.toContain('client_metadata');
  });

  it.each([
    ['exec_command', { type: 'function_call', name: 'exec_command' }],
    [
      'multi_agent_v1__close_agent',
      { type: 'function_call', name: 'close_agent', namespace: 'multi_agent_v1' },
    ],
    ['apply_patch', { type: 'custom_tool_call', name: 'apply_patch', input: expect.any(String) }],
  ])('gets its call of %s back in the kind that it declared, and goes on', async (name, expected) => {
    const request = agentRequest(model, `Use ${name} for me`);
    const first = await turn(request);
    expect(endOf(first)).toBe('response.completed');
    const thought = booted.kimi.lastAnswer;
    const [reasoning, call] = first.items;
    expect(reasoning).toMatchObject({ type: 'reasoning', summary: [{ text: thought?.reasoning }] });
    expect(call).toMatchObject(expected);
    if (call?.type !== 'function_call' && call?.type !== 'custom_tool_call') throw new Error('no call');
    if (call.type === 'custom_tool_call') {
      expect(call.input).toBe(
        (JSON.parse(thought?.toolCalls[0]?.arguments ?? '') as { input: string }).input,
      );
    }
    const output = { type: `${call.type}_output`, call_id: call.call_id, output: 'exit code 0' };
    const second = await turn({ ...request, input: [...request.input, ...first.items, output] });
    expect(endOf(second)).toBe('response.completed');
    const [assistant, tool] = sent().messages.slice(-2);
    expect(assistant).toMatchObject({ role: 'assistant', reasoning_content: thought?.reasoning });
    expect(assistant?.['tool_calls']).toMatchObject([{ id: thought?.toolCalls[0]?.id, function: { name } }]);
    expect(tool).toEqual({ role: 'tool', tool_call_id: thought?.toolCalls[0]?.id, content: 'exit code 0' });
  });

  it('is never given a call out of an answer that broke', async () => {
    booted.kimi.script({ kind: 'cut_in_tool_call' });
    const broken = await turn(agentRequest(model, 'Use exec_command for me'));
    expect(endOf(broken)).toBe('response.failed');
    expect(broken.items.map(({ type }) => type)).toEqual(['reasoning']);
    const again = await turn(agentRequest(model, 'Use exec_command for me'));
    expect(endOf(again)).toBe('response.completed');
    expect(again.items.map(({ type }) => type)).toEqual(['reasoning', 'function_call']);
  });
});
