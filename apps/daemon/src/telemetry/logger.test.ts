import { Secret } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../test/fake-registry.js';
import { createLogger, saidAt } from './logger.js';
import { logRequest } from './request-log.js';

function logged(level: 'info' | 'debug' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    level,
    secrets: [new Secret('sk-very-secret')],
    write: (line) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return { logger, lines };
}

const record = { requestId: 'r', method: 'POST', path: '/v1/chat/completions', startedAtMs: 0 };

describe('createLogger', () => {
  it('blanks keys by field name and by value', () => {
    const { logger, lines } = logged();
    logger.info({ authorization: 'Bearer other', note: 'used sk-very-secret' }, 'with sk-very-secret');
    expect(lines[0]).toMatchObject({
      level: 'info',
      authorization: '[redacted]',
      note: 'used [redacted]',
      msg: 'with [redacted]',
    });
  });

  it('blanks keys by name one level down, and leaves what was logged as it is', () => {
    const { logger, lines } = logged();
    const headers = { authorization: 'Bearer other', 'x-api-key': 'k', cookie: 'c', accept: '*/*' };
    logger.info({ headers, provider: { apiKey: 'k', id: 'kimi' }, list: [1] }, 'x');
    expect(lines[0]).toMatchObject({
      headers: {
        authorization: '[redacted]',
        'x-api-key': '[redacted]',
        cookie: '[redacted]',
        accept: '*/*',
      },
      provider: { apiKey: '[redacted]', id: 'kimi' },
      list: [1],
    });
    expect(headers.authorization).toBe('Bearer other');
  });
});

describe('saidAt', () => {
  it('gives lines the time at which something happened, and only those', () => {
    const { logger, lines } = logged();
    const atMs = Date.parse('2026-01-02T03:04:05.006Z');
    saidAt(atMs, () => {
      logger.info('then');
    });
    logger.info('now');
    expect(lines[0]?.['time']).toBe('2026-01-02T03:04:05.006Z');
    expect(Date.parse(String(lines[1]?.['time']))).toBeGreaterThan(atMs);
  });
});

describe('logRequest', () => {
  it('writes one line with the report’s facts when the call is accounted for', async () => {
    const { logger, lines } = logged();
    await logRequest(
      logger,
      { ...record, stream: true, report: Promise.resolve(emptyReport) },
      { status: 200, durationMs: 12.4 },
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      requestId: 'r',
      status: 200,
      durationMs: 12,
      provider: 'kimi',
      model: 'kimi-k2.6',
      inputTokens: 3,
      costUsd: 0.0000125,
      decisionId: 'd-1',
    });
    expect(lines[0]).not.toHaveProperty('prompt');
  });

  it('keeps health checks out of the log unless they fail', async () => {
    const { logger, lines } = logged();
    const health = { ...record, path: '/readyz', route: '/readyz' };
    await logRequest(logger, health, { status: 200, durationMs: 1 });
    expect(lines).toHaveLength(0);
    await logRequest(logger, health, { status: 503, durationMs: 1 });
    expect(lines).toHaveLength(1);
  });
});
