import { describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from './problems/configuration-error.js';
import { RegError } from './reg-error.js';

class KeyError extends RegError {
  static override readonly errorName: string = 'KeyError';
}

describe('RegError', () => {
  it('keeps code, message and cause, and is named after its class', () => {
    const cause = new Error('below');
    const error = new KeyError('key_bad', 'The key is bad.', { cause });
    expect(error).toMatchObject({ name: 'KeyError', code: 'key_bad', message: 'The key is bad.', cause });
    expect(error.stack).toContain('KeyError: The key is bad.');
  });

  it('recognises its own class and those above it, and nothing else', () => {
    const error = new KeyError('key_bad', 'x');
    expect([KeyError, RegError, ConfigurationError].map((type) => type.isInstance(error))).toEqual([
      true,
      true,
      false,
    ]);
    expect(
      [null, undefined, 'KeyError', new Error('x'), {}].some((value) => RegError.isInstance(value)),
    ).toBe(false);
  });

  it('recognises an error of another copy of the package, where instanceof says no', async () => {
    vi.resetModules();
    const copy = await import('./reg-error.js');
    const error = new copy.RegError('other', 'x');
    expect(error instanceof RegError).toBe(false);
    expect(RegError.isInstance(error)).toBe(true);
  });

  it('does not show its lineage when it is enumerated or serialised', () => {
    expect(Object.keys(new KeyError('key_bad', 'x'))).toEqual(['code', 'name']);
  });
});
