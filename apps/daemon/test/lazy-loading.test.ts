import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const dist = new URL('../dist/', import.meta.url);

/** Every module that comes with a built file before any of its code runs. */
async function staticImports(file: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = await readFile(new URL(file, dist), 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^'"(]*?["']([^"']+)["'];?$/gm)) {
    if (name.startsWith('./')) await staticImports(name.slice(2), seen);
    else seen.add(name);
  }
  return seen;
}

describe('what starts with the program', () => {
  it.each(['cli.js', 'index.js'])('%s does not load the MCP SDK', async (entry) => {
    const modules = [...(await staticImports(entry))];
    expect(modules.length).toBeGreaterThan(3);
    expect(modules.filter((name) => name.startsWith('@modelcontextprotocol/'))).toEqual([]);
  });

  it('finds the SDK where it is loaded on demand', async () => {
    const text = await readFile(new URL('index.js', dist), 'utf8');
    const lazy = [...(await staticImports('index.js'))].filter((name) => name.endsWith('.js'));
    const sources = await Promise.all(lazy.map((name) => readFile(new URL(name, dist), 'utf8')));
    const targets = [text, ...sources].flatMap((source) =>
      [...source.matchAll(/import\(["']\.\/(answer-over-http[^"']*)["']\)/g)].map(([, name]) => name ?? ''),
    );
    expect(targets.length).toBeGreaterThan(0);
    const loaded = await staticImports(targets[0] ?? '');
    expect([...loaded].some((name) => name.startsWith('@modelcontextprotocol/'))).toBe(true);
  });
});
