import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@reg/config';
import { systemClock } from '@reg/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKey, withRevoked } from './change-keys.js';
import { keyStatus, type ClientKey } from './client-key.js';
import { editKeyFile } from './edit-key-file.js';
import { keyFilePath, keyFileText, parseKeyFile, readKeyFile } from './key-file.js';
import { createKeyToken, hashOfSecret, isSecretOf, keyTokenText, readKeyToken } from './key-token.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reg-keys-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const createdAtMs = Date.UTC(2026, 10, 23);
function aKey(name: string, limits: ClientKey['limits'] = {}): ClientKey {
  const made = makeKey([], { name, token: createKeyToken(), admin: false, limits, createdAtMs });
  if ('problem' in made) throw new Error(made.problem);
  return made.key;
}

describe('the file of the keys', () => {
  it('keeps what it was given, for its owner alone, and nothing of a secret', async () => {
    const path = keyFilePath(join(folder, 'state'));
    const token = createKeyToken();
    const made = makeKey([], {
      ...{ name: 'ci', token, admin: true, createdAtMs, expiresAtMs: createdAtMs + 1 },
      limits: { allowedModels: ['kimi/*'], freeOnly: true, budgetUsdPerDay: 2, tokensPerMinute: 10 },
    });
    if ('problem' in made) throw new Error(made.problem);
    await editKeyFile(path, systemClock, () => [made.key]);
    expect(readKeyFile(path)).toEqual([made.key]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8')).not.toContain(token.secret);
    expect(isSecretOf(made.key.hash, token.secret)).toBe(true);
    expect(isSecretOf(made.key.hash, createKeyToken().secret)).toBe(false);
    expect(keyStatus(made.key, createdAtMs)).toBe('active');
    expect(keyStatus(made.key, createdAtMs + 1)).toBe('expired');
  });

  it('loses no change of those that are made at the same time', async () => {
    const path = keyFilePath(folder);
    const keys = Array.from({ length: 8 }, (_, index) => aKey(`key-${index}`));
    await Promise.all(keys.map((key) => editKeyFile(path, systemClock, (present) => [...present, key])));
    expect(
      readKeyFile(path)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(keys.map(({ name }) => name));
  });

  it('is refused with everything that is wrong in it, because a misread key may allow too much', () => {
    const good = aKey('good');
    const text = JSON.stringify({
      version: 1,
      keys: [
        { ...good, limits: { budgetUsdPerDay: -1 } },
        { ...good, id: 'x', hash: 'short' },
        { ...good, limits: { budgetPerDay: 3 } },
      ],
    });
    const error: unknown = (() => {
      try {
        return parseKeyFile(text, 'keys.json');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigurationError);
    const { message } = error as Error;
    for (const named of ['keys[0].limits', 'keys[1].id', 'keys[1].hash', 'keys[2].limits'])
      expect(message).toContain(named);
    expect(message).not.toContain(good.hash);
  });

  it.each(['{', '[]', '{"version":2,"keys":[]}', '{"version":1}'])('does not guess at %s', (text) => {
    expect(() => parseKeyFile(text, 'keys.json')).toThrow(ConfigurationError);
    writeFileSync(keyFilePath(folder), text);
    expect(() => readKeyFile(keyFilePath(folder))).toThrow(ConfigurationError);
  });

  it('has each id once', () => {
    const key = aKey('twice');
    expect(() => parseKeyFile(keyFileText([key, key]), 'keys.json')).toThrow('each id once');
  });
});

describe('changes of keys', () => {
  it('gives a name to one usable key at a time', () => {
    const first = aKey('laptop');
    const again = { name: 'laptop', token: createKeyToken(), admin: false, limits: {}, createdAtMs };
    expect(makeKey([first], again)).toEqual({ problem: expect.stringContaining('already') });
    const { keys } = withRevoked([first], 'laptop', createdAtMs);
    expect(makeKey(keys, again)).toHaveProperty('key.name', 'laptop');
  });

  it('revokes by name and by id, once', () => {
    const keys = [aKey('a'), aKey('b')];
    const [first] = keys;
    const byId = withRevoked(keys, first?.id ?? '', createdAtMs);
    expect(byId.revoked.map(({ name }) => name)).toEqual(['a']);
    expect(withRevoked(byId.keys, 'a', createdAtMs).revoked).toEqual([]);
    expect(withRevoked(keys, 'c', createdAtMs).keys).toBe(keys);
  });
});

describe('a key as its client sends it', () => {
  it('is read back in its two parts, and nothing else is', () => {
    const token = createKeyToken();
    expect(readKeyToken(keyTokenText(token))).toEqual(token);
    for (const text of ['', 'reg-', 'sk-something', `${keyTokenText(token)}x`, ` ${keyTokenText(token)}`])
      expect(readKeyToken(text)).toBeUndefined();
    expect(hashOfSecret(token.secret)).toMatch(/^[0-9a-f]{64}$/);
  });
});
