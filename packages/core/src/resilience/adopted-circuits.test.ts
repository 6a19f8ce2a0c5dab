import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import type { CircuitChanged } from '../ports/call-observer.js';
import { createApiError } from '../errors/api-error.js';
import type { FailureKind } from '../ports/failure.js';
import { CircuitBoard, defaultCircuitBoardSettings } from './circuit-board.js';
import { classifyFailure } from './classify-failure.js';

const path = { provider: 'kimi', target: 'kimi/k2', credential: 'kimi#1' };
const anybody = () => true;

/** Two processes that serve the same targets at the same time. */
function createPair() {
  const clock = createTestClock();
  const board = () => {
    const changes: CircuitChanged[] = [];
    const environment = {
      clock,
      random: () => 0.5,
      onChange: (event: CircuitChanged) => changes.push(event),
    };
    return { changes, board: new CircuitBoard(defaultCircuitBoardSettings, environment) };
  };
  const [left, right] = [board(), board()];
  const fail = async (on: CircuitBoard, kind: FailureKind, retryAfterMs?: number): Promise<void> => {
    const more = retryAfterMs === undefined ? {} : { retryAfterMs };
    const error = createApiError({ kind, provider: 'kimi', message: 'scripted', ...more });
    on.tryAcquire(path)?.failure(classifyFailure(error));
    await clock.advance(0);
  };
  const succeed = async (on: CircuitBoard): Promise<void> => {
    on.tryAcquire(path)?.success();
    await clock.advance(0);
  };
  const sent = (from: CircuitBoard): unknown => JSON.parse(JSON.stringify(from.save(() => 'f').circuits));
  return { clock, left, right, fail, succeed, sent };
}

describe('a circuit board that follows another', () => {
  it('opens what the other opened, until the same moment, and says that it only follows', async () => {
    const { left, right, fail, sent } = createPair();
    for (let time = 0; time < 3; time += 1) await fail(left.board, 'server_error');
    right.board.adopt(sent(left.board), anybody);
    expect(right.board.view('endpoint', 'kimi')).toEqual(left.board.view('endpoint', 'kimi'));
    expect(right.board.tryAcquire(path)).toBeUndefined();
    expect(right.changes).toEqual([
      {
        scope: 'endpoint',
        name: 'kimi',
        from: 'closed',
        to: 'open',
        atMs: expect.any(Number),
        adopted: true,
      },
    ]);
    expect(sent(right.board)).toEqual(sent(left.board));
  });

  it('closes what the other found well again, and lets calls through by and by too', async () => {
    const { clock, left, right, fail, succeed, sent } = createPair();
    for (let time = 0; time < 3; time += 1) await fail(left.board, 'server_error');
    right.board.adopt(sent(left.board), anybody);
    await clock.advance(defaultCircuitBoardSettings.openMs);
    await succeed(left.board);
    expect(sent(left.board)).toEqual([]);
    right.board.adopt([{ scope: 'endpoint', name: 'kimi' }], anybody);
    expect(right.board.view('endpoint', 'kimi')).toMatchObject({ state: 'closed', rampUp: { limit: 1 } });
  });

  it('rests when the other was told to, and forgets no failure of its own for that', async () => {
    const { left, right, fail, sent } = createPair();
    await fail(right.board, 'server_error');
    await fail(right.board, 'server_error');
    left.board.tryAcquire(path);
    await fail(left.board, 'rate_limited', 5000);
    const updates = sent(left.board);
    right.board.adopt(updates, anybody);
    expect(right.board.tryAcquire(path)).toBeUndefined();
    expect(right.changes).toEqual([]);
    right.board.adopt(
      (updates as { scope: string; name: string }[]).map(({ scope, name }) => ({ scope, name })),
      anybody,
    );
    await fail(right.board, 'server_error');
    expect(right.board.view('endpoint', 'kimi').state).toBe('open');
  });

  it('takes no notice of attempts that began before', async () => {
    const { left, right, sent } = createPair();
    const permit = right.board.tryAcquire(path);
    left.board.isolate('model', 'kimi/k2');
    right.board.adopt(sent(left.board), anybody);
    permit?.success();
    expect(right.board.view('model', 'kimi/k2').state).toBe('isolated');
    right.board.adopt([{ scope: 'model', name: 'kimi/k2' }], anybody);
    expect(right.board.view('model', 'kimi/k2')).toEqual({ state: 'closed', probeInFlight: false });
  });

  it('leaves out what is no update, and what is not its own', () => {
    const { left, right, sent } = createPair();
    left.board.isolate('model', 'kimi/k2');
    for (const nonsense of [
      undefined,
      'x',
      [null, 1, { scope: 'model' }, { scope: 'model', name: 'm', circuit: {} }],
    ])
      right.board.adopt(nonsense, anybody);
    right.board.adopt(sent(left.board), () => false);
    expect(right.board.list()).toEqual([]);
  });
});
