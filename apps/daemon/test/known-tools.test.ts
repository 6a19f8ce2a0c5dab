import { expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';

const description = 'Reads files, and writes them with care. '.repeat(120);
const parameters = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: { path: { type: 'string' }, mode: { enum: ['r', 'w'] } },
  required: ['path'],
};
const question = 'Which file holds the parser?';

/** The same tools in each dialect's words. */
const asked = {
  '/v1/chat/completions': {
    messages: [{ role: 'user', content: question }],
    tools: [
      { type: 'function', function: { name: 'read', description, parameters } },
      { type: 'unheard_of', note: description },
    ],
  },
  '/v1/messages': {
    max_tokens: 100,
    messages: [{ role: 'user', content: question }],
    tools: [
      { name: 'read', description, input_schema: parameters, defer_loading: true },
      { type: 'web_search_20250305', name: 'web_search' },
    ],
  },
  '/v1/responses': {
    input: question,
    tools: [
      { type: 'function', name: 'read', description, parameters },
      { type: 'namespace', name: 'files', tools: [{ type: 'custom', name: 'patch', description }] },
      { type: 'web_search' },
    ],
  },
} as const;

type Path = keyof typeof asked;

async function ask(booted: BootedDaemon, path: Path, changes: object) {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
  const answer = await fetch(`${booted.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...asked[path], ...changes }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  const [sent] = [...booted.kimi.requests, ...booted.glm.requests].map(
    ({ body }) => body as { readonly tools?: unknown },
  );
  return { sent: sent?.tools, warned: answer.headers.get('x-reg-warnings'), echoed: echoIn(text) };
}

/** The tools that a whole answer or each event of a stream repeats. */
function echoIn(text: string): unknown[] {
  const events = text.startsWith('{')
    ? [text]
    : text.split('\n').flatMap((line) => /^data: (\{.*)/.exec(line)?.[1] ?? []);
  return events.flatMap((event) => {
    const { response, ...whole } = JSON.parse(event) as { response?: { tools?: unknown }; tools?: unknown };
    const { tools } = response ?? whole;
    return tools === undefined ? [] : [tools];
  });
}

it.each(
  (Object.keys(asked) as Path[]).flatMap((path) =>
    ['kimi-k2.6', 'glm-4.7'].flatMap((model) => [false, true].map((stream) => ({ path, model, stream }))),
  ),
)(
  'tools that come again are sent, told and repeated as before: $path, $model, stream $stream',
  async (one) => {
    await using booted = await bootDaemon();
    const { path, ...fields } = one;
    const first = await ask(booted, path, fields);
    const [read] = first.sent as readonly { readonly function: { readonly name: string } }[];
    expect(read?.function).toMatchObject({ name: 'read', description });
    if (one.model.startsWith('kimi')) expect(JSON.stringify(read)).not.toContain('$schema');
    expect(first.warned).toContain('tools');
    if (path === '/v1/responses') expect(first.echoed.length).toBe(one.stream ? 3 : 1);
    for (let time = 0; time < 2; time += 1) expect(await ask(booted, path, fields)).toEqual(first);
    const [other] = asked[path].tools;
    const fewer = await ask(booted, path, { ...fields, tools: [other] });
    expect(fewer.sent).toEqual([read]);
  },
);
