import { describe, expect, it } from 'vitest';
import type { AgentRun } from './agent-run.js';
import type { LoggedRequest } from './daemon-log.js';
import { describeRuns, figuresOf } from './describe-runs.js';
import { judgeRun } from './judge-run.js';
import { transcriptOf } from './transcript.js';

const request = {
  path: '/v1/messages',
  status: 200,
  requestedModel: 'claude-sonnet-5-5',
  mappedTo: 'auto:balanced',
  target: 'glm/glm-5.2',
  attempts: 1,
  failedOver: false,
};
function modelOf(requestedModel: string, mappedTo?: string): LoggedRequest {
  const { mappedTo: _others, ...rest } = request;
  return { ...rest, requestedModel, ...(mappedTo === undefined ? {} : { mappedTo }) };
}

const home = '/somewhere/reg-agent-codex-a1b2c3';
const run: AgentRun = {
  agent: 'codex',
  version: '1.2.3',
  home,
  command: 'reg run codex -- exec "fix it"',
  program: { exitCode: 0, stdout: `it works in ${home}/project\nDone.\n`, stderr: '', durationMs: 2_340 },
  requests: [
    { ...request, attempts: 3, failedOver: true },
    { ...request, errorCode: 'stream_truncated' },
    { ...request, requestedModel: 'claude-haiku-5-5', mappedTo: 'auto:fast_response' },
  ],
  attempts: [{ vendor: 'kimi', model: 'kimi-k2.6', streams: false, told: 'is down: 502' }],
  complaints: [],
  stepsLeft: 0,
  fallbacksCounted: 1,
  daemonLog: '',
  strayHosts: [],
  file: 'fixed',
};
const names = { work: /^claude-(?!.*haiku)/, small: /^claude-.*haiku/ };
const expected = { file: 'fixed', words: 'Done.', secrets: ['sk-secret'], names };

describe('the judgement', () => {
  it('finds nothing wrong with a run as it should be', () => {
    expect(judgeRun(run, expected)).toEqual([]);
  });

  it.each<[string, Partial<AgentRun>, string]>([
    ['a failed agent', { program: { ...run.program, exitCode: 3 } }, 'exit code 3'],
    ['a late agent', { program: { stdout: 'Done.', stderr: '', durationMs: 1 } }, 'it did not end in time'],
    ['an untouched file', { file: 'broken' }, 'the file is not as it was asked to be'],
    ['a short play', { stepsLeft: 2 }, '2 steps of the script were never reached'],
    ['no metrics', { fallbacksCounted: 0 }, 'the metrics count no failover'],
    ['other traffic', { strayHosts: ['example.com:443'] }, 'it asked for example.com:443'],
    ['a complaint', { complaints: ['kimi was asked'] }, 'kimi was asked'],
    ['a key in the log', { daemonLog: 'with sk-secret' }, 'a key is in the output'],
    [
      'other last words',
      { program: { ...run.program, stdout: '' } },
      'the last words of the model are not in its output',
    ],
    [
      'a failure that was shown',
      { requests: [...run.requests, { ...request, status: 502, errorCode: 'upstream_error' }] },
      'a failure before the first content was shown to the agent',
    ],
    [
      'a name that reg gave it',
      { requests: [...run.requests, modelOf('auto:balanced')] },
      'it asked for auto:balanced, which was taken for itself',
    ],
    [
      'a small name that was taken for work',
      { requests: [...run.requests, modelOf('claude-haiku-5-5', 'auto:balanced')] },
      'it asked for claude-haiku-5-5, which was taken for auto:balanced',
    ],
    [
      'a class that was never asked for',
      { requests: run.requests.slice(0, 2) },
      'it never asked for the model that it has for small work',
    ],
  ])('tells of %s, and of nothing else', (_name, difference, problem) => {
    expect(judgeRun({ ...run, ...difference }, expected)).toEqual([problem]);
  });

  it('misses what the vendors did when the log does not show it', () => {
    expect(judgeRun({ ...run, requests: [request] }, { ...expected, names: { work: names.work } })).toEqual([
      'the log shows no failover',
      'the log shows 0 broken answers instead of one',
    ]);
  });
});

it('the table counts turns of the agent and attempts at vendors, and names problems below', () => {
  const figures = figuresOf(run);
  expect(describeRuns([{ ...figures, problems: [] }])).toBe(
    'agent  version  turns  attempts  failovers  cuts  seconds  ok\n' +
      'codex  1.2.3    3      5         1          1     2.3      yes',
  );
  expect(describeRuns([{ ...figures, problems: ['exit code 3'] }])).toMatch(/NO\n\ncodex: exit code 3$/);
});

it('the transcript has no folder of the machine in it', () => {
  const text = transcriptOf(run, []);
  expect(text).toContain('$ reg run codex -- exec "fix it"\nit works in ~/project');
  expect(text).toContain('kimi/kimi-k2.6 is down: 502 (not streamed)');
  expect(text).toContain('claude-sonnet-5-5 (auto:balanced) -> 200 glm/glm-5.2, attempts 3, failed over');
  expect(text).toContain('then stream_truncated');
  expect(text).not.toMatch(/somewhere|a1b2c3/);
});
