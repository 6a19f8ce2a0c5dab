import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createProgressReporter, type Progress } from './progress-reporter.js';

function reporter(send?: (progress: Progress) => Promise<void>) {
  const clock = createManualClock();
  const sent: Progress[] = [];
  const progress = createProgressReporter({
    clock,
    send: async (one) => {
      sent.push(one);
      await send?.(one);
    },
  });
  return { clock, sent, progress };
}

describe('progress of a chat', () => {
  it('is told at once, and then four times a second at most', async () => {
    const { clock, sent, progress } = reporter();
    for (let chunk = 0; chunk < 1000; chunk += 1) {
      progress.report(`${chunk} characters`);
      await clock.advance(1);
    }
    expect(sent[0]).toEqual({ progress: 0.001, message: '0 characters' });
    expect(sent).toHaveLength(4);
    expect(sent.at(-1)).toEqual({ progress: 0.75, message: '750 characters' });
  });

  it('is repeated while nothing happens, with a number that grows', async () => {
    const { clock, sent, progress } = reporter();
    progress.report('choosing a model');
    await clock.advance(15_500);
    expect(sent.map(({ message }) => message)).toEqual(Array(4).fill('choosing a model'));
    expect(sent.map((one) => one.progress)).toEqual([0.001, 5, 10, 15]);
  });

  it('waits for a transport that is behind, survives one that fails, and says nothing once stopped', async () => {
    const written = Promise.withResolvers<undefined>();
    const { clock, sent, progress } = reporter(() => written.promise);
    progress.report('one');
    await clock.advance(1000);
    progress.report('two');
    expect(sent).toHaveLength(1);
    written.reject(new Error('gone'));
    await clock.advance(1000);
    progress.report('three');
    expect(sent.map(({ message }) => message)).toEqual(['one', 'three']);
    progress.stop();
    await clock.advance(60_000);
    progress.report('four');
    expect(sent).toHaveLength(2);
  });
});
