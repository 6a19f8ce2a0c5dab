import { afterEach, expect, it } from 'vitest';
import { reply, startRawServer, type RawServer } from '../../test/raw-server.js';
import { probeLocalEndpoints, type LocalServerKind } from './probe-local-endpoints.js';

const servers: RawServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server that answers these paths and says 404 to others; `null` never answers. */
async function serving(paths: Readonly<Record<string, unknown>> | null): Promise<string> {
  const server = await startRawServer(({ head, socket }) => {
    const path = head.split(' ')[1] ?? '';
    if (paths === null) return;
    socket.write(path in paths ? reply(200, JSON.stringify(paths[path])) : reply(404, '{}'));
  });
  servers.push(server);
  return server.origin;
}

const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

async function probe(kind: LocalServerKind, origin: string, timeoutMs = 10_000) {
  const [found] = await probeLocalEndpoints({ addresses: [{ kind, origin }], timeoutMs });
  return found;
}

it.each<readonly [LocalServerKind, Record<string, unknown>, object]>([
  [
    'ollama',
    { '/api/version': { version: '0.12.6' }, '/v1/models': list('llama3.2:3b') },
    { name: 'Ollama', version: '0.12.6', models: ['llama3.2:3b'] },
  ],
  ['ollama', { '/api/version': { version: '0.12.6' } }, { name: 'Ollama', models: [] }],
  [
    'llama.cpp',
    { '/health': { status: 'ok' }, '/v1/models': list('a.gguf') },
    { name: 'llama.cpp', models: ['a.gguf'] },
  ],
  [
    'vllm',
    { '/version': { version: '0.11.0' }, '/v1/models': list('qwen') },
    { name: 'vLLM', version: '0.11.0' },
  ],
])('finds %s by what it says of itself', async (kind, paths, expected) => {
  const origin = await serving(paths);
  expect(await probe(kind, origin)).toMatchObject({
    kind,
    baseUrl: `${origin}/v1`,
    listening: true,
    ...expected,
  });
});

it.each<readonly [LocalServerKind, Record<string, unknown>]>([
  ['ollama', { '/v1/models': list('other') }],
  ['llama.cpp', { '/health': { status: 'ok' } }],
  ['llama.cpp', { '/health': 'ok', '/v1/models': list('other') }],
  ['vllm', { '/version': 'one', '/v1/models': list('other') }],
])('does not take another server for %s', async (kind, paths) => {
  expect(await probe(kind, await serving(paths))).toBeUndefined();
});

it('finds nothing where nothing listens or answers, and never fails', async () => {
  const origin = await serving({});
  await servers.pop()?.close();
  expect(await probe('ollama', origin)).toBeUndefined();
  expect(await probe('ollama', await serving(null), 50)).toBeUndefined();
  expect(await probe('ollama', 'not a URL')).toBeUndefined();
});

it('says what to write into the configuration, and it is right', async () => {
  const origin = await serving({
    '/api/version': { version: '1' },
    '/v1/models': list('llama3.2:3b', 'odd "name"'),
  });
  const found = await probe('ollama', origin);
  expect(found?.configLines).toEqual([
    'providers:',
    '  ollama:',
    '    type: openai-compatible',
    `    baseUrl: ${origin}/v1`,
    '    free: true',
    '    models:',
    '      - id: "llama3.2:3b"',
    '      - id: "odd \\"name\\""',
  ]);
});
