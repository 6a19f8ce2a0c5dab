import { describe, expect, it } from 'vitest';
import { createMcpSessions, type OpenExchange } from './mcp-sessions.js';
import { readMessages } from './read-messages.js';

function exchange(): OpenExchange & { closed: number } {
  return {
    closed: 0,
    cancel: () => undefined,
    close() {
      this.closed += 1;
    },
  };
}

describe('the requests that are open in a session', () => {
  it('are found by session and number, 1 and "1" being two', () => {
    const sessions = createMcpSessions();
    const [mine, others] = [exchange(), exchange()];
    sessions.open('mine', [1, '1'], mine);
    sessions.open('others', [1], others);
    expect(sessions.find('mine', 1)).toBe(mine);
    expect(sessions.find('mine', '1')).toBe(mine);
    expect(sessions.find('others', 1)).toBe(others);
    expect(sessions.find('others', '1')).toBeUndefined();
    expect(sessions.find('nobodys', 1)).toBeUndefined();
  });

  it('are forgotten with their exchange, also when a client used a number twice', () => {
    const sessions = createMcpSessions();
    const [first, second] = [exchange(), exchange()];
    sessions.open('s', [1, 2], first);
    sessions.open('s', [2], second);
    sessions.settled('s', first);
    expect(sessions.find('s', 1)).toBeUndefined();
    expect(sessions.find('s', 2)).toBe(second);
    sessions.settled('s', second);
    expect(sessions.find('s', 2)).toBeUndefined();
  });

  it('end with their session, each exchange once', () => {
    const sessions = createMcpSessions();
    const [mine, others] = [exchange(), exchange()];
    sessions.open('mine', [1, 2], mine);
    sessions.open('others', [1], others);
    sessions.end('mine');
    sessions.end('mine');
    expect([mine.closed, others.closed]).toEqual([1, 0]);
    expect(sessions.find('mine', 1)).toBeUndefined();
  });
});

describe('what is read of a POST', () => {
  it.each([
    [undefined, [], []],
    ['text', [], []],
    [[null, 5, []], [], []],
    [{ jsonrpc: '2.0', id: 0, method: 'ping' }, [0], []],
    [{ jsonrpc: '2.0', id: 1, result: {} }, [], []],
    [{ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } }, [], ['a']],
    [{ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: {} } }, [], []],
    [
      [
        { jsonrpc: '2.0', id: 'x', method: 'ping' },
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 0 } },
      ],
      ['x'],
      [0],
    ],
  ])('of %j: the requests and the cancellations', (body, requestIds, cancelled) => {
    const read = readMessages(body);
    expect(read.requestIds).toEqual(requestIds);
    expect(read.cancellations.map(({ requestId }) => requestId)).toEqual(cancelled);
    expect(read.initializes).toBe(false);
  });
});
