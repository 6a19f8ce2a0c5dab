import { describe, expect, it } from 'vitest';
import type { AskingClient } from '../client-under-test.js';
import type { Subject } from './subject.js';
import { wordsIn } from './words-in.js';

const failureOf = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    (answer) => {
      throw new Error(`It ended well, with ${JSON.stringify(answer)}`);
    },
    (error: unknown) => error,
  );

export function testBrokenStreams(subject: () => Subject<AskingClient>): void {
  describe('a stream that does not go well', () => {
    it('fails over unseen before its first content', async () => {
      const { client, served } = subject();
      served.kimi.script({ kind: 'cut', afterContentChunks: 0, times: 'always' });
      const ask = { model: 'kimi-k2.6', prompt: 'Write 30 words', reg: { allowFallback: true } };
      const { text } = await client.stream(ask);
      expect(wordsIn(text)).toBe(30);
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
      expect(wordsIn(seen)).toBeLessThan(60);
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
