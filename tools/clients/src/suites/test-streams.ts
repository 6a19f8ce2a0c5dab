import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.js';
import { wordsIn } from './words-in.js';

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
        expect(wordsIn(answer.text)).toBe(60);
        expect(pieces.join('')).toBe(answer.text);
        expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(5);
        expect(answer.outputTokens).toBeGreaterThan(0);
      },
    );
  });
}
