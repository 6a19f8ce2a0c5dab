import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyShapeWarnings } from './key-shape-warnings.js';
import { Secret } from './secret.js';

const kimiKey = 'sk-Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4L5z6';
const planKey = 'sk-kimi-Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4';
const glmKey = '0a1b2c3d4e5f60718293a4b5c6d7e8f9.Q7w8E9r0T1y2U3i4';
const planUrl = 'https://api.kimi.com/coding/v1';

describe('keyShapeWarnings', () => {
  it.each([
    ['kimi', kimiKey, undefined],
    ['kimi', kimiKey, { baseUrl: 'https://api.moonshot.cn/v1' }],
    ['kimi', kimiKey, { endpoint: 'china' }],
    ['kimi', planKey, { endpoint: 'coding' }],
    ['kimi', planKey, { baseUrl: planUrl }],
    ['glm', glmKey, undefined],
    ['openai-compatible', 'ollama', undefined],
    ['openai-compatible', kimiKey, undefined],
    ['openai-compatible', 'sk-proj-abcdefghijklmnopqrst', undefined],
  ] as const)('finds nothing unusual about the usual (%s)', (type, key, place) => {
    expect(keyShapeWarnings(type, new Secret(key), place)).toEqual([]);
  });

  it.each([
    ['kimi', glmKey, undefined, 'shape of a key of GLM'],
    ['kimi', 'sk-ant-api03-abcdefghijklmnop', undefined, 'shape of a key of Anthropic'],
    ['kimi', 'sk-proj-abcdefghijklmnopqrst', undefined, 'shape of a key of OpenAI'],
    ['kimi', 'abcdefghijklmnopqrstuvwxyz', undefined, 'begins with "sk-"'],
    ['kimi', 'sk-short', undefined, 'too short'],
    ['kimi', planKey, undefined, 'Kimi Code'],
    ['kimi', kimiKey, { baseUrl: planUrl }, 'Kimi Code'],
    ['kimi', kimiKey, { endpoint: 'coding' }, 'Kimi Code'],
    ['kimi', planKey, { endpoint: 'coding', baseUrl: 'https://api.moonshot.cn/v1' }, 'Kimi Code'],
    ['glm', kimiKey, undefined, 'like a key of Kimi'],
    ['glm', 'abcdefghijklmnopqrstuvwxyz', undefined, 'exactly one dot'],
    ['glm', 'a.b.c', undefined, 'exactly one dot'],
    ['glm', 'AIzaSyAbcdefghijklmnop', undefined, 'shape of a key of Google'],
    ['openai-compatible', 'Bearer abc', undefined, 'begins with "Bearer"'],
    ['openai-compatible', 'a b', undefined, 'white space'],
    ['openai-compatible', '"quoted"', undefined, 'quotes'],
    ['openai-compatible', 'schlüssel', undefined, 'header'],
  ] as const)('warns about a %s key that is %s', (type, key, place, words) => {
    expect(keyShapeWarnings(type, new Secret(key), place).join(' ')).toContain(words);
  });

  it('never contains the key or a part of it', () => {
    const types = fc.constantFrom('kimi', 'glm', 'openai-compatible');
    const bodies = fc.stringMatching(/^[A-Z0-9]{12,40}$/);
    const shapes = fc.constantFrom('', 'sk-', 'sk-ant-', 'sk-kimi-', 'AIza', 'Bearer ');
    fc.assert(
      fc.property(types, shapes, bodies, (type, shape, body) => {
        const warnings = keyShapeWarnings(type as 'kimi', new Secret(`${shape}${body}`)).join(' ');
        return !warnings.includes(body);
      }),
    );
  });
});
