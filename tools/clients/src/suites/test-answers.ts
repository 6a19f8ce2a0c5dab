import { describe, expect, it } from 'vitest';
import type { AskingClient } from '../client-under-test.js';
import type { Subject } from './subject.js';

/** A red point; its bytes are counted in the answer. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export function testAnswers(subject: () => Subject<AskingClient>): void {
  describe('a whole answer', () => {
    it.each(['kimi-k2.6', 'glm/glm-4.7-flash', 'auto', 'auto:fast_response'])(
      'comes from %s with its usage',
      async (model) => {
        const { client } = subject();
        const answer = await client.chat({ model, prompt: 'What is a circuit breaker?' });
        expect(answer.text).toContain('What is a circuit breaker?');
        expect(answer.inputTokens).toBeGreaterThan(0);
        expect(answer.outputTokens).toBeGreaterThan(0);
      },
    );

    describe.each(['chat', 'stream'] as const)('of %s', (how) => {
      it.each(['kimi-k2.6', 'glm/glm-4.6v'])('is about the picture that %s was sent', async (model) => {
        const { client } = subject();
        const { text } = await client[how]({ model, prompt: 'What is this?', picture });
        // GLM is sent the bytes alone.
        expect(text).toMatch(/I was given an image of type (image\/png|unknown), 70 bytes/);
      });
    });

    it('takes routing options beside what the client knows', async () => {
      const { client, served } = subject();
      await client.chat({ model: 'auto', prompt: 'hello', reg: { freeOnly: true } });
      const asked = served.glm.requests[0]?.body as { readonly model: string };
      const asFree = served.daemon.registry.snapshot().candidates.filter(({ model }) => model.free);
      expect(asFree.map(({ model }) => model.id)).toContain(asked.model);
      expect(JSON.stringify(asked)).not.toContain('freeOnly');
    });
  });
}
