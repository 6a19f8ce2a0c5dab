import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub } from './scrub.js';

const keyCharacters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.';
const key = fc
  .array(fc.constantFrom(...keyCharacters), { minLength: 8, maxLength: 80 })
  .map((characters) => characters.join(''));

describe('a known key', () => {
  it('never survives, wherever and however often it stands', () => {
    fc.assert(
      fc.property(key, fc.array(fc.string(), { minLength: 1 }), (secret, texts) => {
        expect(scrub(texts.join(secret), [secret])).not.toContain(secret);
        expect(scrub(secret + texts.join(secret) + secret, [secret])).not.toContain(secret);
      }),
    );
  });

  it('leaves no piece of eight characters behind', () => {
    fc.assert(
      fc.property(key, fc.nat(), fc.nat(), fc.string(), (secret, from, length, text) => {
        const start = from % (secret.length - 7);
        const piece = secret.slice(start, start + 8 + (length % secret.length));
        expect(scrub(`${text} ${piece} ${text}`, [secret])).not.toContain(piece);
      }),
    );
  });

  it('is found in its masked form', () => {
    const secret = 'moonshot-key-0123456789-abcdef';
    expect(scrub('no such key: moonshot…abcdef', [secret])).toBe('no such key: [redacted]…abcdef');
    expect(scrub('no such key: moonshot-key-****', [secret])).toBe('no such key: [redacted]****');
  });
});

it.each([
  ['Your account org-1a2b<ak-3c4d> is suspended', 'Your account [redacted] is suspended'],
  ['max concurrency of {org-1}<{ak-f9}>', 'max concurrency of {[redacted]}<{[redacted]}>'],
  ['Incorrect API key provided: sk-proj-****wxyz.', 'Incorrect API key provided: [redacted]'],
  ['header was Bearer abc.def-ghi_jkl123', 'header was [redacted]'],
  ['token eyJhbGciOi.eyJhcGlfa2V5.c2lnbmF0dXJl expired', 'token [redacted] expired'],
  ['key 0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp', 'key [redacted]'],
])('takes credentials that nobody told it about out of %j', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});

it.each([
  'model "llama3.2:3b" not found, try pulling it first',
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
  'The model deepseek-ai/DeepSeek-R1-Distill-Qwen-32B does not exist',
  'Bearer authentication is required; see the user-defined settings',
  '系统检测到输入或生成内容可能包含不安全或敏感内容',
])('leaves %j as it is', (text) => {
  expect(scrub(text)).toBe(text);
});

it('takes no more time for a hostile text than for others', () => {
  for (const unit of ['a-', 'a1', 'Bearer ', 'sk-', '<', 'eyJ.', 'org-a<']) {
    const text = unit.repeat(65_536 / unit.length);
    expect(scrub(text, ['a-a-a-a-b', 'sk-0123456789']).length).toBeLessThanOrEqual(2 * text.length);
  }
});
