import { ConfigurationError } from '@reg/config';
import { expect, it } from 'vitest';
import { connectionFailureOf } from './connection-failure.js';
import { endpointAt } from './endpoint.js';

it.each([
  ['https://host/v1', '/v1/models'],
  ['https://host/v1/', '/v1/models'],
  ['https://host/api/paas/v4', '/api/paas/v4/models'],
  ['https://host', '/models'],
  ['https://host/v1?api-version=3', '/v1/models?api-version=3'],
])('joins %s and a path without adding a version', (baseUrl, path) => {
  const endpoint = endpointAt(baseUrl, 'box');
  expect(endpoint.pathTo('/models')).toBe(path);
  expect(endpoint.pathTo('models')).toBe(path);
  expect(endpoint.origin).toBe('https://host');
});

it.each([
  ['', 'is not a URL'],
  ['host/v1', 'is not a URL'],
  ['ftp://host/v1', 'has the scheme ftp:'],
  ['https://me:secret-password@host/v1', 'contains a user or a password'],
  ['https://host/v1#top', 'contains a fragment'],
])('refuses %j', (baseUrl, problem) => {
  expect(() => endpointAt(baseUrl, 'box')).toThrow(ConfigurationError);
  expect(() => endpointAt(baseUrl, 'box')).toThrow(`box.baseUrl (argument) ${problem}`);
  expect(() => endpointAt(baseUrl, 'box')).not.toThrow('secret-password');
});

it.each([
  ['ECONNREFUSED', 'connection', 'nothing listens at https://host (ECONNREFUSED)'],
  ['ENOTFOUND', 'connection', 'there is no host of the name in https://host (ENOTFOUND)'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'connection', 'TLS with https://host failed (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ['ESOMETHING', 'connection', 'the connection to https://host failed (ESOMETHING)'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout', 'no connection was made in time'],
  ['HPE_INVALID_CONSTANT', 'malformed_response', 'what https://host answers is not HTTP'],
  ['UND_ERR_DESTROYED', 'aborted', 'the provider was closed'],
])('tells what %s means', (code, kind, message) => {
  const failed = Object.assign(new Error('secret piece of the wire'), { code });
  expect(connectionFailureOf(failed, 'https://host')).toEqual({ kind, message });
  const several = Object.assign(new AggregateError([failed]), { code: undefined });
  expect(connectionFailureOf(several, 'https://host')).toEqual({ kind, message });
});
