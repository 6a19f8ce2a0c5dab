import { describe, expect, it } from 'vitest';
import { textChunk, usageChunk } from '../../../test/fake-registry.js';
import { createUsageShaper } from './usage-shaper.js';

const sent = (json: string | undefined): unknown => JSON.parse(json ?? 'null');
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

describe('createUsageShaper', () => {
  it('gives a client that asked null on each chunk and the numbers on a last one without choices', () => {
    const shaper = createUsageShaper(true);
    expect(sent(shaper.shape(textChunk('a')))).toMatchObject({ usage: null });
    // Kimi puts usage beside the last choice, OpenAI on a chunk of its own: both end up alike.
    expect(sent(shaper.shape({ ...textChunk('b', 'stop'), usage }))).toMatchObject({ usage: null });
    expect(sent(shaper.last())).toMatchObject({ choices: [], usage, id: 'chatcmpl-1' });
  });

  it('holds the vendor’s own usage chunk back and sends it once', () => {
    const shaper = createUsageShaper(true);
    expect(shaper.shape(usageChunk())).toBeUndefined();
    expect(sent(shaper.last())).toMatchObject({ choices: [], usage });
  });

  it('gives a client that did not ask nothing of it', () => {
    const shaper = createUsageShaper(false);
    const plain = textChunk('a');
    expect(sent(shaper.shape(plain))).toEqual(plain);
    expect(sent(shaper.shape({ ...textChunk('b', 'stop'), usage }))).not.toHaveProperty('usage');
    expect(sent(shaper.shape({ ...textChunk('c'), usage: null }))).not.toHaveProperty('usage');
    expect(shaper.shape(usageChunk())).toBeUndefined();
    expect(shaper.last()).toBeUndefined();
  });

  it('invents no numbers when the vendor told none', () => {
    const shaper = createUsageShaper(true);
    shaper.shape(textChunk('a', 'stop'));
    expect(shaper.last()).toBeUndefined();
  });
});
