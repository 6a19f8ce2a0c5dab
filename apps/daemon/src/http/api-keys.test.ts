import { Secret } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { createKeyCheck } from './api-keys.js';

const exchange = { path: '/', response: { headersSent: true, setHeader: () => undefined as never } };
const checkKey = createKeyCheck([new Secret('first-key'), new Secret('second-key')]);
const check = (headers: Parameters<typeof checkKey>[0]) => checkKey(headers, exchange);

describe('createKeyCheck', () => {
  it.each([
    { authorization: 'Bearer first-key' },
    { authorization: 'bearer second-key' },
    { 'x-api-key': 'second-key' },
    { 'api-key': 'first-key' },
  ])('takes %j', (headers) => {
    expect(() => {
      check(headers);
    }).not.toThrow();
  });

  it.each([
    {},
    { authorization: 'first-key' },
    { authorization: 'Basic first-key' },
    { authorization: 'Bearer first-ke' },
    { authorization: 'Bearer first-key2' },
    { 'x-api-key': '' },
  ])('refuses %j with 401 and without repeating it', (headers) => {
    expect(() => {
      check(headers);
    }).toThrow(expect.objectContaining({ status: 401, code: 'invalid_api_key' }));
  });

  it('passes everything when no keys are set', () => {
    expect(() => {
      createKeyCheck([])({}, exchange);
    }).not.toThrow();
  });
});
