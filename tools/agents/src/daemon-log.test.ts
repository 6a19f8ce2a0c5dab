import { expect, it } from 'vitest';
import { readDaemonLog } from './daemon-log.js';

it('the log is read for answers only: other lines and other requests are left out', () => {
  const answered = {
    msg: 'request',
    path: '/v1/responses',
    status: 200,
    requestedModel: 'auto:balanced',
    provider: 'kimi',
    model: 'kimi-k2.6',
    attempts: 2,
    fallback: true,
  };
  const lines = [
    answered,
    { ...answered, errorCode: 'stream_truncated', fallback: false },
    { ...answered, requestedModel: 'gpt-5.5', mappedTo: 'auto:balanced' },
    { msg: 'request', path: '/v1/models', status: 200 },
    { msg: 'listening' },
  ];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot JSON\n`;
  const whole = {
    path: '/v1/responses',
    status: 200,
    requestedModel: 'auto:balanced',
    target: 'kimi/kimi-k2.6',
    attempts: 2,
    failedOver: true,
  };
  expect(readDaemonLog(text)).toEqual([
    whole,
    { ...whole, failedOver: false, errorCode: 'stream_truncated' },
    { ...whole, requestedModel: 'gpt-5.5', mappedTo: 'auto:balanced' },
  ]);
});
