import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.js';

export function testStructuredOutput(subject: () => Subject): void {
  describe('structured output', () => {
    it('fits the schema that was sent', async () => {
      const { client, served } = subject();
      const point = await client.readPoint({ model: 'kimi-k2.6', prompt: 'A point' });
      expect(point).toEqual({ x: expect.any(Number), y: expect.any(Number) });
      expect(served.kimi.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
    });
  });
}
