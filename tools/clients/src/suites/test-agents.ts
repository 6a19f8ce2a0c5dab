import { describe, expect, it } from 'vitest';
import type { AgentAsk } from '../client-under-test.js';
import type { Subject } from './subject.js';

/** What an agent did: the last text of each turn, and the calls of its tool. */
async function run(subject: Subject, ask: Omit<AgentAsk, 'getWeather'>) {
  const cities: string[] = [];
  const texts = await subject.client.runAgent({
    ...ask,
    getWeather({ city }) {
      cities.push(city);
      return `It is sunny in ${city}, said call ${cities.length}.`;
    },
  });
  return { cities, texts };
}

const question = 'Use get_weather for Lisbon';

export function testAgents(subject: () => Subject): void {
  describe.each([
    ['not streamed', false],
    ['streamed', true],
  ])('an agent, %s', (_how, stream) => {
    it.each(['kimi-k2.6', 'kimi-k3', 'glm/glm-4.7'])(
      'has its tool called by %s, turn after turn',
      async (model) => {
        const { cities, texts } = await run(subject(), {
          model,
          stream,
          prompts: [question, 'And now use get_weather for Porto', 'Thank you.'],
        });
        expect(cities).toHaveLength(2);
        expect(texts[0]).toContain('said call 1.');
        expect(texts[1]).toContain('said call 2.');
        expect(texts[2]).toContain('Thank you.');
      },
    );

    it('goes on with another vendor when the first fails in the middle of its loop', async () => {
      const { served } = subject();
      for (const attempt of [2, 3]) {
        served.kimi.script({ kind: 'status', status: 500, body: {}, when: { attempt }, times: 'always' });
      }
      const reg = { allowFallback: true };
      const { cities, texts } = await run(subject(), {
        model: 'kimi-k2.6',
        stream,
        prompts: [question],
        reg,
      });
      expect(cities).toHaveLength(1);
      expect(texts[0]).toContain('said call 1.');
      expect(served.kimi.requests.map(({ status }) => status)).toEqual([200, 500, 500]);
      expect(served.glm.requests.map(({ status }) => status)).toEqual([200]);
    });

    it('does not notice a vendor that fails once in the middle of its loop', async () => {
      const { served } = subject();
      served.kimi.script({ kind: 'status', status: 503, body: {}, when: { attempt: 2 } });
      const { cities, texts } = await run(subject(), { model: 'kimi-k2.6', stream, prompts: [question] });
      expect(cities).toHaveLength(1);
      expect(texts[0]).toContain('said call 1.');
      expect(served.kimi.requests.map(({ status }) => status)).toEqual([200, 503, 200]);
    });
  });

  it('an agent never runs a tool on half a call', async () => {
    const { served, client } = subject();
    served.kimi.script({ kind: 'cut_in_tool_call', times: 'always' });
    const cities: string[] = [];
    const running = client.runAgent({
      model: 'kimi-k2.6',
      stream: true,
      prompts: [question],
      getWeather({ city }) {
        cities.push(city);
        return 'never';
      },
    });
    const error = await running.catch((thrown: unknown) => thrown);
    expect(client.describeError(error).name).toBe(client.errorNames['broken stream']);
    expect(cities).toEqual([]);
  });
}
