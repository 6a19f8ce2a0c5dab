import { loadConfig } from '@reg/config';
import * as testkit from '@reg/testkit';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as openaiCompatible from '../src/index.js';

const AsyncFunction = (async () => undefined).constructor as new (
  ...parameters: string[]
) => (...inputs: unknown[]) => Promise<void>;

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const guide = await readFile(
  new URL('../../../docs/providers/openai-compatible.md', import.meta.url),
  'utf8',
);

it('prints what the README says that its example prints', async () => {
  const [, example = ''] = /```js\n([^]*?)```/.exec(readme) ?? [];
  const [, expected = ''] = /```text\n([^]*?)```/.exec(readme) ?? [];
  const body = example
    .replace(/^import (\{[^}]*\}) from '@reg\/openai-compatible';$/m, 'const $1 = openaiCompatible;')
    .replace(/^import (\{[^}]*\}) from '@reg\/testkit';$/m, 'const $1 = testkit;');
  expect(body).not.toContain('import ');
  const printed: string[] = [];
  const console = { log: (...words: unknown[]) => printed.push(words.join(' ')) };
  await new AsyncFunction('openaiCompatible', 'testkit', 'console', body)(openaiCompatible, testkit, console);
  expect(`${printed.join('\n')}\n`).toBe(expected);
});

it('names every value that the package exports, and no other', () => {
  const [, table = ''] = /## For vendor packages\n([^]*?)\n\n[A-Z]/.exec(readme) ?? [];
  const named = [...table.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)(?:\(\w*\))?`/g)].map(([, name = '']) => name),
  );
  expect(named.filter((name) => name !== 'Transport').sort()).toEqual(Object.keys(openaiCompatible).sort());
});

it('documents configurations that are right and complete', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reg-guide-'));
  try {
    const examples = [...guide.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => yaml);
    const found: string[] = [];
    for (const yaml of examples) {
      const configFile = join(folder, 'reg.config.yaml');
      await writeFile(configFile, yaml);
      const env = { VLLM_API_KEY: 'vllm-0123456789abcdef', DEEPSEEK_API_KEY: 'sk-0123456789abcdef' };
      const { providers } = loadConfig({ env, envFile: false, configFile });
      for (const [id, { type, baseUrl, models }] of Object.entries(providers)) {
        if (type !== 'openai-compatible' || baseUrl === undefined) continue;
        found.push(id);
        expect(models.length, id).toBeGreaterThan(0);
        const provider = openaiCompatible.createOpenAICompatibleProvider({ id, baseUrl, models: [] });
        await provider.close();
      }
    }
    expect(found).toEqual(expect.arrayContaining(['ollama', 'llama-cpp', 'vllm', 'deepseek']));
  } finally {
    await rm(folder, { recursive: true });
  }
});
