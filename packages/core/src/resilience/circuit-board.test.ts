import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { createApiError } from '../errors/api-error.js';
import type { FailureKind } from '../ports/failure.js';
import { CircuitBoard, defaultCircuitBoardSettings, type CircuitBoardSettings } from './circuit-board.js';
import { classifyFailure } from './classify-failure.js';

const path = { provider: 'kimi', target: 'kimi/k2', credential: 'kimi#1' };

function createBoard(settings: Partial<CircuitBoardSettings> = {}) {
  const clock = createTestClock();
  const changes: string[] = [];
  const board = new CircuitBoard(
    { ...defaultCircuitBoardSettings, ...settings },
    {
      clock,
      random: () => 0.5,
      onChange: (event) => changes.push(`${event.scope} ${event.name} ${event.to}`),
    },
  );
  const failWith = async (kind: FailureKind, times = 1, retryAfterMs?: number): Promise<void> => {
    const error = createApiError({
      kind,
      provider: 'kimi',
      message: 'scripted',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    for (let count = 0; count < times; count += 1) {
      board.tryAcquire(path)?.failure(classifyFailure(error));
      await clock.advance(0);
    }
  };
  return { board, clock, changes, failWith };
}

describe('CircuitBoard', () => {
  it('counts a failure against the scope that is to blame and no other', async () => {
    for (const [kind, scope, name] of [
      ['server_error', 'endpoint', 'kimi'],
      ['overloaded', 'model', 'kimi/k2'],
      ['authentication', 'credential', 'kimi#1'],
    ] as const) {
      const { failWith, changes } = createBoard();
      await failWith(kind, 3);
      expect(changes).toEqual([`${scope} ${name} open`]);
    }
  });

  it("never counts the caller's own mistakes, its absence or its deadline", async () => {
    const { board, failWith, changes } = createBoard();
    for (const kind of [
      'invalid_request',
      'request_too_large',
      'content_filter',
      'context_window_exceeded',
      'aborted',
      'deadline_exceeded',
    ] as const)
      await failWith(kind, 10);
    expect(changes).toEqual([]);
    expect(board.tryAcquire(path)).toBeDefined();
  });

  it("opens a key's circuit at the first 401 and leaves other keys alone", async () => {
    const { board, failWith } = createBoard();
    await failWith('authentication');
    expect(board.admitsCredential('kimi#1')).toBe(false);
    expect(board.tryAcquire({ ...path, credential: 'kimi#2' })).toBeDefined();
  });

  it("keeps a key away until the vendor's Retry-After, not a millisecond less, without opening", async () => {
    const { board, clock, failWith, changes } = createBoard();
    await failWith('rate_limited', 1, 7000);
    await clock.advance(6999);
    expect(board.admitsCredential('kimi#1')).toBe(false);
    await clock.advance(1);
    expect(board.admitsCredential('kimi#1')).toBe(true);
    expect(changes).toEqual([]);
  });

  it('keeps a spent quota away until its reset even when the open time is shorter', async () => {
    const { board, clock, failWith } = createBoard({ credentialOpenMs: 1000 });
    await failWith('quota_exhausted', 1, 3_600_000);
    await clock.advance(3_599_999);
    expect(board.admitsCredential('kimi#1')).toBe(false);
    await clock.advance(1);
    expect(board.admitsCredential('kimi#1')).toBe(true);
  });

  it('rests the endpoint when an endpoint without keys limits the rate', async () => {
    const { board, clock } = createBoard();
    const keyless = { provider: 'ollama', target: 'ollama/llama' };
    board
      .tryAcquire(keyless)
      ?.failure(
        classifyFailure(
          createApiError({ kind: 'rate_limited', provider: 'ollama', message: 'busy', retryAfterMs: 500 }),
        ),
      );
    await clock.advance(499);
    expect(board.tryAcquire(keyless)).toBeUndefined();
    await clock.advance(1);
    expect(board.tryAcquire(keyless)).toBeDefined();
  });

  it('in log-only mode records every change and gates nothing', async () => {
    const { board, failWith, changes } = createBoard({ logOnly: true });
    await failWith('server_error', 5);
    expect(changes).toEqual(['endpoint kimi open']);
    expect(board.tryAcquire(path)).toBeDefined();
    expect(
      board.candidateCircuit({ provider: 'kimi', target: 'kimi/k2', credentials: ['kimi#1'] }),
    ).toMatchObject({ state: 'open', gates: false });
  });

  it('in log-only mode successes close what failures opened', async () => {
    const { board, clock, failWith } = createBoard({ logOnly: true, openMs: 1000 });
    await failWith('server_error', 3);
    await clock.advance(1000);
    board.tryAcquire(path)?.success();
    await clock.advance(0);
    expect(board.view('endpoint', 'kimi').state).toBe('closed');
  });

  it('switched off, it records nothing', async () => {
    const { board, failWith, changes } = createBoard({ enabled: false });
    await failWith('server_error', 5);
    expect(changes).toEqual([]);
    expect(board.list()).toEqual([]);
  });

  it('gives back the permits it took when another circuit of the path refuses', async () => {
    const { board, clock, failWith } = createBoard({ openMs: 1000 });
    await failWith('overloaded', 3);
    expect(board.tryAcquire(path)).toBeUndefined();
    await clock.advance(1000);
    const probe = board.tryAcquire(path);
    expect(probe).toBeDefined();
    expect(board.tryAcquire(path)).toBeUndefined();
    expect(board.tryAcquire({ ...path, target: 'kimi/k3' })).toBeDefined();
    probe?.success();
    await clock.advance(0);
    expect(board.tryAcquire(path)).toBeDefined();
  });

  it('shows a target by its worst circuit, and by its keys only when all of them are away', async () => {
    const { board, failWith } = createBoard();
    await failWith('authentication');
    const credentials = ['kimi#1', 'kimi#2'];
    expect(board.candidateCircuit({ provider: 'kimi', target: 'kimi/k2', credentials })).toMatchObject({
      state: 'closed',
      gates: true,
    });
    expect(
      board.candidateCircuit({ provider: 'kimi', target: 'kimi/k2', credentials: ['kimi#1'] }),
    ).toMatchObject({ state: 'open' });
  });

  it('tells until when a vendor asked to be left alone, apart from the open time', async () => {
    const { board, clock, failWith } = createBoard({ openMs: 1000, failureThreshold: 1 });
    await failWith('server_error', 1, 60_000);
    const circuit = board.candidateCircuit({ provider: 'kimi', target: 'kimi/k2', credentials: ['kimi#1'] });
    expect(circuit).toMatchObject({ state: 'open', restUntilMs: clock.nowMs() + 60_000 });
    await clock.advance(59_999);
    expect(board.tryAcquire(path, { force: true })).toBeUndefined();
    await clock.advance(1);
    expect(board.tryAcquire(path, { force: true })).toBeDefined();
  });

  it('in log-only mode lets everybody through at once, and the circuit still recovers by one probe', async () => {
    const { board, clock, failWith } = createBoard({ logOnly: true, openMs: 1000 });
    await failWith('server_error', 3);
    await clock.advance(1000);
    const permits = Array.from({ length: 50 }, () => board.tryAcquire(path));
    expect(permits.every((permit) => permit !== undefined)).toBe(true);
    const error = createApiError({ kind: 'server_error', provider: 'kimi', message: 'scripted' });
    for (const permit of permits) permit?.failure(classifyFailure(error));
    await clock.advance(0);
    expect(board.view('endpoint', 'kimi').state).toBe('open');
    await clock.advance(2000);
    for (const permit of Array.from({ length: 50 }, () => board.tryAcquire(path))) permit?.success();
    await clock.advance(0);
    expect(board.view('endpoint', 'kimi').state).toBe('closed');
  });
});
