import { describe, expect, it } from 'vitest';
import { APIUserAbortError } from '../errors/api-error.js';
import { DeadlineExceededError } from '../errors/selection-errors.js';
import { abortErrorOf } from './abort-error.js';
import { classifyFailure } from './classify-failure.js';

describe('abortErrorOf', () => {
  it('hands on a reason that is one of our own errors', () => {
    const reason = new DeadlineExceededError(5, []);
    expect(abortErrorOf(AbortSignal.abort(reason), 'kimi')).toBe(reason);
  });

  it('takes any other reason for the caller cancelling, never for a failure, and keeps it as the cause', () => {
    const reasons = [
      new Error('the tab was closed'),
      new DOMException('late', 'TimeoutError'),
      'enough',
      undefined,
    ];
    for (const reason of reasons) {
      const error = abortErrorOf(AbortSignal.abort(reason), 'kimi');
      expect(APIUserAbortError.isInstance(error)).toBe(true);
      expect(classifyFailure(error).kind).toBe('aborted');
      if (reason !== undefined) expect(error.cause).toBe(reason);
    }
  });
});
