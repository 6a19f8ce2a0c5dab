import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../suites/subject.js';
import { textsOf, ToolError, type ConnectedClient, type McpClientUnderTest } from './mcp-client.js';

type Structured = Readonly<Record<string, unknown>>;

/** The client itself holds the answer to the schema that the tool was listed with. */
async function call({ client }: ConnectedClient, name: string, args: Structured): Promise<Structured> {
  const result = (await client.callTool({ name, arguments: args })) as CallToolResult;
  if (result.isError === true) throw new ToolError(result);
  expect(textsOf(result)[0]).not.toBe('');
  return result.structuredContent ?? {};
}

async function readJson({ client }: ConnectedClient, uri: string): Promise<Structured> {
  const [content] = (await client.readResource({ uri })).contents;
  return JSON.parse(content !== undefined && 'text' in content ? content.text : '') as Structured;
}

/** What a host of MCP does that other clients do not: it works with all the tools, and holds the conversation itself. */
export function testHost(subject: () => Subject<McpClientUnderTest>): void {
  describe('a host', () => {
    it('chooses by the list, asks before it pays, chats and sees in the end what it cost', async () => {
      await using host = await subject().client.connect();
      const { models } = await call(host, 'list_models', {});
      const free = (models as readonly Structured[]).find((model) => model['free'] === true);
      const model = String(free?.['target']);
      const question = { prompt: 'What is a tide?', model, freeOnly: true };
      const { ranked } = await call(host, 'explain_route', question);
      expect(ranked).toMatchObject([{ target: model, expectedCostUsd: 0 }]);
      expect(subject().served.glm.requests).toHaveLength(0);
      const before = await call(host, 'usage', {});
      const answer = await call(host, 'chat', question);
      expect(answer).toMatchObject({ provider: 'glm', costUsd: 0, fallback: false });
      const after = await call(host, 'usage', {});
      const successes = ({ total }: Structured) => Number((total as Structured)['successes']);
      expect(successes(after)).toBe(successes(before) + 1);
      expect(await call(host, 'diagnose', { provider: 'glm' })).toMatchObject({
        providers: [{ provider: 'glm', usable: true }],
      });
    });

    it('goes on in the middle of a conversation when the first vendor fails', async () => {
      const { client, served } = subject();
      await using host = await client.connect();
      served.kimi.script({ kind: 'status', status: 500, body: {}, when: { attempt: 2 }, times: 'always' });
      served.kimi.script({ kind: 'status', status: 500, body: {}, when: { attempt: 3 }, times: 'always' });
      const messages: Structured[] = [];
      const providers: unknown[] = [];
      for (const content of ['First I ask of the tide.', 'Then I ask of the moon.', 'Thank you.']) {
        messages.push({ role: 'user', content });
        const answer = await call(host, 'chat', { messages, model: 'kimi-k2.6', allowFallback: true });
        expect(answer['text']).toContain(content);
        messages.push({ role: 'assistant', content: answer['text'] });
        providers.push(answer['provider']);
      }
      expect(providers).toEqual(['kimi', 'glm', 'kimi']);
      expect(served.glm.requests.at(-1)?.body).toMatchObject({ messages: messages.slice(0, 3) });
      expect(served.kimi.requests.at(-1)?.body).toMatchObject({ messages: messages.slice(0, 5) });
    });

    it('reads in the resources what the tools tell', async () => {
      await using host = await subject().client.connect();
      expect(await readJson(host, 'reg://models')).toEqual(await call(host, 'list_models', { all: true }));
      const told = ({ providers }: Structured) =>
        (providers as readonly Structured[]).map(({ asOfMs: _moment, ...diagnosis }) => diagnosis);
      const diagnosed = told(await call(host, 'diagnose', {}));
      expect(diagnosed).toHaveLength(3);
      expect(told(await readJson(host, 'reg://diagnostics'))).toEqual(diagnosed);
    });

    it.each([
      ['chat', { prompt: 'hi', model: 'kimi-k2.66' }, 'model_not_found', 404],
      ['explain_route', { prompt: 'hi', category: 'no-such-category' }, 'invalid_request', 400],
      ['diagnose', { provider: 'nobody' }, 'provider_not_registered', 404],
    ])(
      'is told by %s what went wrong, as a person reads it and as a program does',
      async (name, args, code, status) => {
        await using host = await subject().client.connect();
        const thrown = await call(host, name, args).catch((error: unknown) => error);
        expect(thrown).toMatchObject({ name: 'ToolError', code, status });
        expect(String(thrown)).toContain(`(code: ${code})`);
      },
    );

    it.each(['kimi/kimi-k2.6', 'glm/glm-4.7-flash'])(
      'hears while an answer comes that %s gives it',
      async (model) => {
        const { client, served } = subject();
        for (const vendor of [served.kimi, served.glm]) vendor.script({ kind: 'slow_chunks', ms: 20 });
        await using host = await client.connect();
        const heard: unknown[] = [];
        const asked = { prompt: 'Write 60 words', model };
        await host.client.callTool({ name: 'chat', arguments: asked }, undefined, {
          onprogress: ({ message }) => heard.push(message),
        });
        expect(heard[0]).toBe('choosing a model');
        expect(heard.at(-1)).toMatch(new RegExp(`^${model} is (thinking|answering: \\d+ characters)$`));
      },
    );
  });
}
