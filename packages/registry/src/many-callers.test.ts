import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, type ChatRequest, type Registry } from './index.js';

let kimi: VendorSimulator;
let glm: VendorSimulator;

beforeEach(async () => {
  [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
});

afterEach(async () => {
  await Promise.all([kimi.close(), glm.close()]);
});

const env = () => ({
  KIMI_API_KEY: 'sk-kimi-key-0123456789abcdef',
  KIMI_API_URL: kimi.baseUrl,
  GLM_API_KEY: '0123456789abcdef0123456789abcdef.SecretPartOfTheKey',
  GLM_API_URL: glm.baseUrl,
});
const ask = (model: string, number: number): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: `Say ${number}.` }],
});
const models = ['kimi-k2.6', 'glm-4.7', 'auto:balanced', 'auto:fast_response'];

async function textOf(registry: Registry, request: ChatRequest): Promise<string> {
  let text = '';
  for await (const { choices } of await registry.stream(request)) text += choices[0]?.delta.content ?? '';
  return text;
}

describe('many callers at once', () => {
  it('are all answered, each with its own answer, and counted exactly', async () => {
    await using registry = createRegistry({ env: env(), envFile: false, configFile: false });
    const calls = Array.from({ length: 100 }, (_, number) => number);
    const modelOf = (number: number): string => models[number % models.length] ?? 'auto';
    const [whole, streamed] = await Promise.all([
      Promise.all(calls.map((number) => registry.chat(ask(modelOf(number), number)))),
      Promise.all(calls.map((number) => textOf(registry, ask(modelOf(number), number)))),
    ]);
    for (const number of calls) {
      expect(whole[number]?.completion.choices[0]?.message.content).toContain(`“Say ${number}.”`);
      expect(streamed[number]).toContain(`“Say ${number}.”`);
    }
    const counted = registry.getTelemetry().models;
    expect(counted.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(200);
    expect(counted.reduce((sum, { successes }) => sum + successes, 0)).toBe(200);
    expect(registry.listCircuits().every(({ view }) => view.state === 'closed')).toBe(true);
    expect(registry.getProviderStatus().map(({ inFlight }) => inFlight)).toEqual([0, 0]);
  });
});

describe('a process of its own', () => {
  const run = (code: string) =>
    promisify(execFile)(
      process.execPath,
      [
        '--conditions=@reg/source',
        '--experimental-transform-types',
        '--no-warnings',
        '--import',
        pathToFileURL(join(import.meta.dirname, '../../../tools/docs/src/resolve-sources.mjs')).href,
        '--input-type=module-typescript',
        '--eval',
        code,
      ],
      { cwd: join(import.meta.dirname, '..'), env: { ...env(), PATH: '' }, timeout: 30_000 },
    );

  it('ends by itself once its registry is closed', async () => {
    const { stdout } = await run(`
      import { createRegistry } from '@reg/registry';
      const registry = createRegistry({ envFile: false, configFile: false });
      const { report } = await registry.chat({ model: 'kimi-k2.6', messages: [{ role: 'user', content: 'hi' }] });
      await registry.close();
      console.log(report.provider);
    `);
    expect(stdout.trim()).toBe('kimi');
  });

  it('runs the example of the README as it stands there', async () => {
    const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example).toContain('createRegistry(');
    const { stdout } = await run(example);
    expect(stdout).toContain("outcome: 'success'");
  });
});
