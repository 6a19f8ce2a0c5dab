import { describe, expect, it } from 'vitest';
import { createModelScript, type Step } from './model-script.js';

const down: Step = { kind: 'vendor_down', fault: { kind: 'status', status: 502 }, told: 'down' };
const cut: Step = { kind: 'fault', fault: { kind: 'cut' }, told: 'cut' };
const answer: Step = {
  kind: 'answer',
  answer: { reasoning: 'hm', text: 'Done.' },
  expects: 'say "done"',
  told: 'answers',
};
const asked = { model: 'm', stream: true, messages: [{ role: 'user', content: 'say "done"' }] };

describe('the script of the model', () => {
  it('keeps the first vendor down until another one is asked, which answers', () => {
    const script = createModelScript([down, answer]);
    expect(script.next('kimi', asked)).toMatchObject({ status: 502 });
    expect(script.next('kimi', asked)).toMatchObject({ status: 502 });
    expect(script.next('glm', asked)).toMatchObject({ status: 200 });
    expect(script.attempts.map(({ vendor, told }) => `${vendor} ${told}`)).toEqual([
      'kimi down',
      'kimi down',
      'glm answers',
    ]);
    expect(script.complaints).toEqual([]);
    expect(script.left).toBe(0);
  });

  it('lets a vendor up again that is asked for a fourth time, before the call runs out of attempts', () => {
    const script = createModelScript([down, answer]);
    for (let attempt = 1; attempt <= 3; attempt += 1)
      expect(script.next('kimi', asked)).toMatchObject({ status: 502 });
    expect(script.next('kimi', asked)).toMatchObject({ status: 200 });
  });

  it('takes the steps in their order, whoever is asked', () => {
    const script = createModelScript([cut, answer]);
    expect(script.next('kimi', asked)).toEqual({ kind: 'cut' });
    expect(script.left).toBe(1);
    expect(script.next('glm', asked)).toMatchObject({ status: 200 });
  });

  it('complains of a conversation without what the agent should have found out', () => {
    const script = createModelScript([answer]);
    script.next('kimi', { ...asked, messages: [{ role: 'user', content: 'say nothing' }] });
    expect(script.complaints).toEqual([expect.stringContaining('the conversation lacks')]);
  });

  it('complains of a request after its end', () => {
    const script = createModelScript([]);
    expect(script.next('kimi', asked)).toBeUndefined();
    expect(script.complaints).toEqual(['kimi was asked after the end of the script']);
  });
});
