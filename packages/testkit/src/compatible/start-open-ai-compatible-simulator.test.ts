import { describe, expect, it } from 'vitest';
import { chat, choicesOf, errorOf, eventsOf, messageOf, send } from '../../test/talk.js';
import { openAiErrors } from './open-ai-errors.js';
import { startOpenAiCompatibleSimulator } from './start-open-ai-compatible-simulator.js';

const model = 'llama3.2:3b';

describe('startOpenAiCompatibleSimulator', () => {
  it('needs no key, lists its models and answers', async () => {
    await using simulator = await startOpenAiCompatibleSimulator();
    const listed = await send(simulator, '/models', { key: null });
    expect(listed.json['data']).toContainEqual(expect.objectContaining({ id: model }));
    const heard = await chat(simulator, { model });
    expect(messageOf(heard).content).toContain('simulated llama3.2:3b');
  });

  it('wants a key when it has a list of them', async () => {
    await using simulator = await startOpenAiCompatibleSimulator({ keys: ['k'] });
    expect((await send(simulator, '/models', { key: null })).status).toBe(401);
    expect((await send(simulator, '/models', { key: 'k' })).status).toBe(200);
  });

  it.each(['reasoning', 'reasoning_content'] as const)('puts thoughts into %s', async (reasoningField) => {
    await using simulator = await startOpenAiCompatibleSimulator({ thinks: true, reasoningField });
    expect(messageOf(await chat(simulator, { model }))).toHaveProperty(reasoningField);
  });

  it('sends usage in a stream only when asked', async () => {
    await using simulator = await startOpenAiCompatibleSimulator();
    const without = await chat(simulator, { model, stream: true });
    expect(without.text).not.toContain('prompt_tokens');
    expect(choicesOf(without).at(-1)?.finish_reason).toBe('stop');
    const asked = await chat(simulator, { model, stream: true, stream_options: { include_usage: true } });
    expect(eventsOf(asked).events.at(-1)).toMatchObject({ choices: [], usage: {} });
  });

  it('refuses unknown models and prompts that do not fit', async () => {
    await using simulator = await startOpenAiCompatibleSimulator({ contextWindow: 50 });
    expect(errorOf(await chat(simulator, { model: 'nosuch' })).message).toContain('"nosuch" not found');
    expect(errorOf(await chat(simulator, { model, max_tokens: 60 })).code).toBe('context_length_exceeded');
  });

  it.each(Object.entries(openAiErrors))('sends %s as it is written', async (_, error) => {
    await using simulator = await startOpenAiCompatibleSimulator();
    simulator.script({ kind: 'error', error });
    const heard = await chat(simulator, { model });
    expect([heard.status, heard.json]).toEqual([error.status, error.body]);
  });
});
