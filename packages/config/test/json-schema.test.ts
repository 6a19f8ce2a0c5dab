import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configJsonSchema, describeSettings } from '../src/index.js';
import { fileOf, problemsOf } from './files.js';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
}

function nodeAt(path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((node, name) => {
    if (!name.startsWith('<')) return node?.properties?.[name];
    return typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
  }, configJsonSchema());
}

describe('configJsonSchema', () => {
  it('is draft 2020-12 and allows an editor its $schema', () => {
    const schema = configJsonSchema();
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(nodeAt(['$schema'])).toEqual({ type: 'string' });
    expect(schema.additionalProperties).toBe(false);
  });

  it('describes every setting', () => {
    for (const row of describeSettings())
      expect(nodeAt(row.path.split('.'))?.description, row.path).toContain(row.description);
  });

  it('says of keys what can stand in a file', () => {
    expect(nodeAt(['server', 'apiKeys'])).toMatchObject({ type: 'array', items: { type: 'string' } });
    expect(nodeAt(['providers', '<id>', 'headers'])).toMatchObject({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
  });

  it.each([
    '{}',
    '{"server": {"port": 1, "apiKeys": ["k"]}}',
    '{"providers": {"kimi": {"apiKeys": ["k"]}, "box": {"type": "openai-compatible", "baseUrl": "http://box/v1"}}}',
    '{"providers": {"kimi": {"models": [{"id": "a", "price": 1}]}}}',
    '{"routing": {"modelCosts": {"a": 1, "b": {"input": 1, "output": 2}}, "categories": {"mine": {"chain": ["a"]}}}}',
    '{"routing": {"modelMap": [{"match": "gpt-*", "to": "auto"}], "modelMapPresets": ["codex"]}}',
    '{"routing": {"modelMapPresets": []}}',
  ])('accepts what loadConfig accepts: %s', (text) => {
    expect(problemsOf(fileOf(text))).toEqual([]);
    expect(asValidator().safeParse(JSON.parse(text)).error).toBeUndefined();
  });

  it.each([
    '{"serve": {}}',
    '{"server": {"port": 1.5}}',
    '{"server": {"apiKeys": "k"}}',
    '{"providers": {"Kimi": {}}}',
    '{"providers": {"kimi": {"models": [{}]}}}',
    '{"routing": {"modelCosts": {"a": "1"}}}',
    '{"routing": {"modelMap": [{"match": "gpt-*"}]}}',
    '{"routing": {"modelMap": {"gpt-*": "auto"}}}',
    '{"routing": {"modelMapPresets": ["emacs"]}}',
  ])('refuses what loadConfig refuses: %s', (text) => {
    expect(problemsOf(fileOf(text))).not.toEqual([]);
    expect(asValidator().safeParse(JSON.parse(text)).success).toBe(false);
  });
});

/** zod reads JSON Schema too, so the emitted schema is tried on real files. */
function asValidator(): z.ZodType {
  return z.fromJSONSchema(configJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
}
