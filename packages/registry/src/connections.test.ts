import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createRegistry } from './create-registry.js';

const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'kimi-k2.6',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 },
});

it.each(['kimi', 'glm'] as const)(
  '%s is asked as often at once as its limit allows, each time on a connection',
  async (id) => {
    const maxConcurrent = 300;
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => {
      held.push(response);
      if (held.length < maxConcurrent) return;
      for (const each of held) each.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const provider = { baseUrl, apiKeys: ['sk-connections0test0abcdef'], limits: { maxConcurrent } };
    const registry = createRegistry({ env: {}, overrides: { providers: { [id]: provider } } });
    const model = registry.snapshot().candidates.find((candidate) => candidate.provider === id)?.target ?? '';
    const request = { model, messages: [{ role: 'user' as const, content: 'Hello?' }] };
    const answers = await Promise.all(Array.from({ length: maxConcurrent }, () => registry.chat(request)));
    expect(answers.map(({ completion }) => completion.choices[0]?.message.content)).toEqual(
      Array.from({ length: maxConcurrent }, () => 'Hello.'),
    );
    await registry.close();
    server.close();
  },
);
