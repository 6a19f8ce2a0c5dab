import { describe, expect, it } from 'vitest';
import { RegError } from '@reg/config';
import { APIError, createApiError } from '../errors/api-error.js';
import { DeadlineExceededError } from '../errors/selection-errors.js';
import type { FailureKind } from '../ports/failure.js';
import { classifyFailure, failureRules } from './classify-failure.js';

describe('classifyFailure', () => {
  const kinds = Object.keys(failureRules) as FailureKind[];

  it.each(kinds)('%s follows its row of the table', (kind) => {
    const decision = classifyFailure(
      createApiError({ kind, provider: 'kimi', message: 'x', retryAfterMs: 1500 }),
    );
    const { action, scope, effect } = failureRules[kind];
    expect(decision).toMatchObject({ kind, action, scope, effect, retryAfterMs: 1500 });
  });

  it("never retries what cannot get better: the caller's mistakes, dead keys, spent quotas", () => {
    for (const kind of [
      'invalid_request',
      'request_too_large',
      'content_filter',
      'authentication',
      'permission_denied',
      'quota_exhausted',
      'model_not_found',
      'context_window_exceeded',
    ] as const) {
      expect(failureRules[kind].action, kind).not.toBe('retry');
    }
  });

  it('only rows with a scope have an effect', () => {
    for (const kind of kinds)
      expect(failureRules[kind].effect === 'none', kind).toBe(failureRules[kind].scope === 'none');
  });

  it('makes an error class for every kind', () => {
    for (const kind of kinds) {
      const error = createApiError({
        kind,
        provider: 'glm',
        model: 'glm-5',
        message: 'm',
        status: 418,
        vendorCode: '1302',
      });
      expect(APIError.isInstance(error), kind).toBe(true);
      expect(RegError.isInstance(error), kind).toBe(true);
      expect(error.code).toBe(kind);
      expect(error.message).toBe('glm/glm-5: m (HTTP 418, 1302)');
    }
  });

  it('knows errors that no adapter made', () => {
    expect(classifyFailure(new DeadlineExceededError(5, [])).kind).toBe('deadline_exceeded');
    expect(classifyFailure(new DOMException('gone', 'AbortError')).kind).toBe('aborted');
    expect(classifyFailure(new TypeError('bug'))).toMatchObject({ kind: 'unknown', action: 'stop' });
    expect(classifyFailure('thrown text').kind).toBe('unknown');
  });
});
