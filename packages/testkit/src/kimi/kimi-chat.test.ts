import { expect, it } from 'vitest';
import { startKimiSimulator } from './start-kimi-simulator.js';

it('answers a chat that quotes the question and says that it is simulated', async () => {
  await using simulator = await startKimiSimulator();
  const response = await fetch(`${simulator.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-any', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'kimi-k2.6', messages: [{ role: 'user', content: 'Hello 你好' }] }),
  });
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  expect(response.status).toBe(200);
  expect(body.choices[0]?.message.content).toContain('simulated kimi-k2.6');
  expect(body.choices[0]?.message.content).toContain('Hello 你好');
});
