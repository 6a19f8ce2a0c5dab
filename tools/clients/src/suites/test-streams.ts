import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.js';

const words = (text: string): number => text.trim().split(/\s+/).length;
const failureOf = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    (answer) => {
      throw new Error(`It ended well, with ${JSON.stringify(answer)}`);
    },
    (error: unknown) => error,
  );

export function testStreams(subject: () => Subject): void {
  describe('a stream', () => {
    it.each(['kimi-k2.6', 'glm/glm-4.7-flash'])(
      'from %s is whole, in pieces, with its usage',
      async (model) => {
        const { client } = subject();
        const pieces: string[] = [];
        const answer = await client.stream({ model, prompt: 'Write 60 words about tides' }, (text) =>
          pieces.push(text),
        );
        expect(words(answer.text)).toBe(60);
        expect(pieces.join('')).toBe(answer.text);
        expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(5);
        expect(answer.outputTokens).toBeGreaterThan(0);
      },
    );

    it('fails over unseen before its first content', async () => {
      const { client, served } = subject();
      served.kimi.script({ kind: 'cut', afterContentChunks: 0, times: 'always' });
      const ask = { model: 'kimi-k2.6', prompt: 'Write 30 words', reg: { allowFallback: true } };
      const { text } = await client.stream(ask);
      expect(words(text)).toBe(30);
      expect(served.glm.requests).toHaveLength(1);
    });

    it.each(['end', 'close', 'reset'] as const)('that the vendor cuts (%s) is an error', async (ending) => {
      const { client, served } = subject();
      served.kimi.script({ kind: 'cut', afterContentChunks: 4, ending, times: 'always' });
      let seen = '';
      const reading = client.stream(
        { model: 'kimi-k2.6', prompt: 'Write 60 words' },
        (text) => (seen += text),
      );
      const error = client.describeError(await failureOf(reading));
      expect(error.name).toBe(client.errorNames['broken stream']);
      expect(error.message).toContain('kimi/kimi-k2.6');
      expect(words(seen)).toBeLessThan(60);
      expect(served.kimi.requests).toHaveLength(1);
    });

    it('that breaks with an error of the vendor is an error', async () => {
      const { client, served } = subject();
      const scripted = served.kimi.errors['engineOverloaded'];
      if (scripted === undefined) throw new Error('the simulator lost an error');
      served.kimi.script({ kind: 'error_mid_stream', error: scripted, afterContentChunks: 4, done: true });
      const reading = client.stream({ model: 'kimi-k2.6', prompt: 'Write 60 words' });
      expect(client.describeError(await failureOf(reading)).name).toBe(client.errorNames['broken stream']);
    });

    it('ends at the vendor when the client aborts', async () => {
      const { client, served } = subject();
      served.kimi.script({ kind: 'slow_chunks', ms: 20, times: 'always' });
      const controller = new AbortController();
      const ask = { model: 'kimi-k2.6', prompt: 'Write 500 words', signal: controller.signal };
      const reading = client.stream(ask, () => controller.abort());
      const error = client.describeError(await failureOf(reading));
      expect(error.name).toBe(client.errorNames.abort);
      await expect.poll(() => served.kimi.requests.at(-1)?.aborted).toBe(true);
    });
  });
}
