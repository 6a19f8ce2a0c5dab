import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.js';

/** A red point; its bytes are counted in the answer. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export function testAnswers(subject: () => Subject): void {
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

    it('is about the picture that was sent', async () => {
      const { client, served } = subject();
      const { text } = await client.chat({ model: 'kimi-k2.6', prompt: 'What is this?', picture });
      expect(text).toContain('I was given an image of type image/png, 70 bytes');
      expect(served.kimi.requests).toHaveLength(1);
    });

    it('fits the schema that was sent', async () => {
      const { client, served } = subject();
      const point = await client.readPoint({ model: 'kimi-k2.6', prompt: 'A point' });
      expect(point).toEqual({ x: expect.any(Number), y: expect.any(Number) });
      expect(served.kimi.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
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
