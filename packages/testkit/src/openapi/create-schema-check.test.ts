import { describe, expect, it } from 'vitest';
import { createSchemaCheck } from './create-schema-check.js';
import { createGlmSchemaCheck } from './glm-schemas.js';
import { createKimiSchemaCheck } from './kimi-schemas.js';

const schemas = {
  Pet: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      tag: { type: 'string', nullable: true },
      kids: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
    },
  },
};

describe('createSchemaCheck', () => {
  it.each(['3.0.1', '3.1.0'])('follows references in OpenAPI %s and names what is wrong', (openapi) => {
    const check = createSchemaCheck({ openapi, components: { schemas } });
    expect(check('Pet', { name: 'a', kids: [{ name: 'b' }] })).toEqual([]);
    expect(check('Pet', {})).toMatchObject([{ field: 'name', missing: true }]);
    expect(check('Pet', { name: 'a', kids: [{ name: 1 }] })).toMatchObject([
      { field: 'kids', missing: false, message: 'kids/0/name must be string' },
    ]);
  });

  it('knows the nullable of OpenAPI 3.0', () => {
    const check = createSchemaCheck({ openapi: '3.0.1', components: { schemas } });
    expect(check('Pet', { name: 'a', tag: null })).toEqual([]);
  });

  it('says so when the document has no such schema', () => {
    expect(() => createSchemaCheck({ openapi: '3.1.0', components: { schemas } })('Cat', {})).toThrow(
      'no schema "Cat"',
    );
  });
});

describe("the vendors' schemas", () => {
  it("take the examples of the vendors' own documentation", () => {
    const kimi = createKimiSchemaCheck();
    const glm = createGlmSchemaCheck();
    const messages = [{ role: 'user', content: 'Hello' }];
    expect(
      kimi('KimiK26ChatRequest', { model: 'kimi-k2.6', messages, thinking: { type: 'enabled', keep: null } }),
    ).toEqual([]);
    expect(
      glm('ChatCompletionTextRequest', {
        model: 'glm-5.1',
        messages,
        thinking: { type: 'enabled' },
        stream: true,
      }),
    ).toEqual([]);
    const url = 'https://cdn.bigmodel.cn/static/logo/register.png';
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'text', text: 'What is it?' },
    ];
    expect(
      glm('ChatCompletionVisionRequest', { model: 'glm-5v-turbo', messages: [{ role: 'user', content }] }),
    ).toEqual([]);
  });

  it('let null stand where the document gives it as the default', () => {
    const messages = [{ role: 'user', content: 'Hello', name: null }];
    const body = { model: 'kimi-k3', messages, stop: null, prompt_cache_key: null };
    expect(createKimiSchemaCheck()('KimiK3ChatRequest', body)).toEqual([]);
    expect(createKimiSchemaCheck()('KimiK3ChatRequest', { ...body, tools: null })).toMatchObject([
      { field: 'tools' },
    ]);
  });
});
