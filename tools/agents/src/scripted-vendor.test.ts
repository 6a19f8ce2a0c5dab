import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { jsonIn, listIn, textIn } from '../../soak/src/json.js';
import { parseObject, readStream } from '../../soak/src/read-answer.js';
import { createModelScript, type Step } from './model-script.js';
import { startScriptedVendor, type ScriptedVendor } from './scripted-vendor.js';

const call = { name: 'read', arguments: { file: 'a "quoted" name, long enough for more than one piece.js' } };
const answer: Step = {
  kind: 'answer',
  answer: { reasoning: 'I look.', text: 'I read the file.', call },
  expects: 'fix it',
  told: 'reads',
};
const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }];

let simulator: VendorSimulator;
let vendor: ScriptedVendor;

async function startWith(...steps: readonly Step[]): Promise<void> {
  vendor = await startScriptedVendor({ name: 'kimi', simulator, script: createModelScript(steps) });
}

async function ask(more: Readonly<Record<string, unknown>>): Promise<string> {
  const messages = [{ role: 'user', content: 'fix it' }];
  const response = await fetch(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'kimi-k2.6', messages, ...more }),
  });
  return response.text();
}

beforeEach(async () => {
  simulator = await startKimiSimulator();
});

afterEach(async () => {
  await vendor.close();
  await simulator.close();
});

describe('a scripted vendor', () => {
  it('streams the written answer, which a strict client reads whole', async () => {
    await startWith(answer);
    const read = readStream(await ask({ tools, stream: true }));
    expect(read.complaints).toEqual([]);
    expect(read).toMatchObject({ text: 'I read the file.', finish: 'tool_calls', done: true });
    expect(JSON.parse(read.calls[0]?.arguments ?? '')).toEqual(call.arguments);
  });

  it('gives it in one piece to those who do not stream', async () => {
    await startWith(answer);
    const [choice = {}] = listIn(parseObject(await ask({ tools })) ?? {}, 'choices');
    const message = jsonIn(choice, 'message') ?? {};
    expect(textIn(message, 'content')).toBe('I read the file.');
    expect(listIn(message, 'tool_calls')).toHaveLength(1);
  });

  it('leaves what has no tools to the simulator, and the script where it is', async () => {
    await startWith(answer);
    expect(readStream(await ask({ stream: true })).text).toContain('simulated');
    expect(readStream(await ask({ tools, stream: true })).calls).toHaveLength(1);
  });

  it('hands on breaks as they are, before and in the middle of an answer', async () => {
    const reset: Step = { kind: 'fault', fault: { kind: 'reset_before_response' }, told: 'resets' };
    const cut: Step = { kind: 'fault', fault: { kind: 'cut', ending: 'reset' }, told: 'cuts' };
    await startWith(reset, cut, answer);
    await expect(ask({ tools, stream: true })).rejects.toThrow();
    await expect(ask({ tools, stream: true })).rejects.toThrow();
    expect(readStream(await ask({ tools, stream: true })).finish).toBe('tool_calls');
  });
});
