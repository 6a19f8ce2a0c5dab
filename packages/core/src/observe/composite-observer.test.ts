import { describe, expect, it } from 'vitest';
import { attemptRecord, routeReport } from '../../test/attempt-record.js';
import type { CallObserver, CircuitChanged } from '../ports/call-observer.js';
import type { Decision } from '../ports/routing.js';
import { composeObservers, type ObserverFailure } from './composite-observer.js';

const circuitEvent: CircuitChanged = { scope: 'endpoint', name: 'kimi', from: 'closed', to: 'open', atMs: 1 };

/** Writes down what it is told. */
function createRecorder(): CallObserver & { readonly heard: (readonly unknown[])[] } {
  const heard: (readonly unknown[])[] = [];
  return {
    heard,
    decided: (decision) => heard.push(['decided', decision.id]),
    attemptStarted: (event) => heard.push(['attemptStarted', event.number]),
    attemptEnded: (record, callId) => heard.push(['attemptEnded', record.number, callId]),
    callEnded: (report, error) => heard.push(['callEnded', report.decisionId, error]),
    circuitChanged: (event) => heard.push(['circuitChanged', event.to]),
  };
}

describe('composeObservers', () => {
  it('tells every observer everything, and none of them what it has no ear for', () => {
    const recorders = [createRecorder(), createRecorder()];
    const observer = composeObservers([...recorders, {}]);
    const error = new Error('failed');
    observer.decided({ id: 'd' } as Decision);
    observer.attemptStarted({ number: 1, target: 'a/b', provider: 'a', model: 'b', startedAtMs: 0 });
    observer.attemptEnded(attemptRecord(), 'call-1');
    observer.callEnded(routeReport(), error);
    observer.circuitChanged(circuitEvent);
    for (const { heard } of recorders) {
      expect(heard).toEqual([
        ['decided', 'd'],
        ['attemptStarted', 1],
        ['attemptEnded', 1, 'call-1'],
        ['callEnded', 'dec_1', error],
        ['circuitChanged', 'open'],
      ]);
    }
    expect(observer.failureCount).toBe(0);
  });

  it('keeps what an observer throws from the caller and from the others, and counts it', () => {
    const recorder = createRecorder();
    const failures: ObserverFailure[] = [];
    const broken: CallObserver = {
      circuitChanged() {
        throw new Error('broken');
      },
    };
    const observer = composeObservers([broken, recorder], {
      onObserverError: (failure) => failures.push(failure),
    });
    observer.circuitChanged(circuitEvent);
    observer.circuitChanged(circuitEvent);
    expect(recorder.heard).toHaveLength(2);
    expect(failures).toEqual([
      { method: 'circuitChanged', error: new Error('broken'), count: 1 },
      { method: 'circuitChanged', error: new Error('broken'), count: 2 },
    ]);
    expect(observer.failureCount).toBe(2);
  });

  it('does the same for an observer whose promise rejects, without waiting for it', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const observer = composeObservers([{ callEnded: () => promise }]);
    observer.callEnded(routeReport());
    expect(observer.failureCount).toBe(0);
    reject(new Error('late'));
    await expect.poll(() => observer.failureCount).toBe(1);
  });

  it('survives a listener for failures that fails', () => {
    const observer = composeObservers(
      [
        {
          decided() {
            throw new Error('first');
          },
        },
      ],
      {
        onObserverError() {
          throw new Error('second');
        },
      },
    );
    expect(() => {
      observer.decided({ id: 'd' } as Decision);
    }).not.toThrow();
    expect(observer.failureCount).toBe(1);
  });

  it('calls methods on their own observer', () => {
    class Counting implements CallObserver {
      count = 0;
      circuitChanged(): void {
        this.count += 1;
      }
    }
    const counting = new Counting();
    composeObservers([counting]).circuitChanged(circuitEvent);
    expect(counting.count).toBe(1);
  });
});
