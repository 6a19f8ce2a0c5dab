import { decimal, flag, wholeNumber } from './form.js';
import { longestTimerMs } from './limits.js';
import { section } from './section.js';
import { setting } from './setting.js';

export function healthSchema() {
  return section('Whether failures are remembered at all.', {
    enabled: setting(flag(), true, {
      description: 'Record health and act on it. Off: no circuits and no retries.',
      env: ['HEALTH_CHECKS_ENABLED'],
    }),
    logOnly: setting(flag(), false, {
      description: 'Record everything and gate nothing.',
      env: ['HEALTH_LOG_ONLY'],
    }),
  });
}

export function circuitsSchema() {
  const openTime = () => wholeNumber({ min: 1, max: longestTimerMs });
  return section('Circuits: how long a target that fails is left alone.', {
    enabled: setting(flag(), true, {
      description: 'Leave targets alone that failed repeatedly.',
      env: ['CIRCUIT_BREAKER_ENABLED'],
    }),
    failureThreshold: setting(wholeNumber({ min: 1, max: 1_000_000 }), 3, {
      description: 'Failures in a row that open a circuit.',
      env: ['FAILURE_THRESHOLD'],
    }),
    failureRatio: setting(decimal({ min: 0.01, max: 1 }), 0.5, {
      description: 'Share of failures among the recent calls that opens a circuit too.',
    }),
    minimumCalls: setting(wholeNumber({ min: 1, max: 256 }), 10, {
      description: 'Recent calls before their `failureRatio` means anything.',
    }),
    windowMs: setting(openTime(), 60_000, {
      description: 'How long a call counts as recent. At high rates the last 256 count.',
      unit: 'ms',
    }),
    openMs: setting(openTime(), 30_000, {
      description:
        'First open time of the circuit of an endpoint or model. It doubles with each failed probe.',
      env: [{ name: 'HALF_OPEN_SEC', inSeconds: true }],
      unit: 'ms',
    }),
    credentialOpenMs: setting(openTime(), 300_000, {
      description: 'First open time of the circuit of a key.',
      unit: 'ms',
    }),
    maxOpenMs: setting(openTime(), 600_000, {
      description: 'Longest open time of any circuit.',
      unit: 'ms',
    }),
    rampUpMs: setting(wholeNumber({ min: 0, max: longestTimerMs }), 30_000, {
      description:
        'How long after a recovery calls are let through by and by: one at once, then twice as many with each round ' +
        'of answers. A target that is the only one left takes all. 0: no ramp.',
      unit: 'ms',
    }),
  });
}

export function retrySchema() {
  const wait = () => wholeNumber({ min: 0, max: longestTimerMs });
  return section('Retries on the same target. Failover to another one is a matter of `routing`.', {
    attempts: setting(wholeNumber({ min: 1, max: 100 }), 2, {
      description: 'Attempts on one target, the first included.',
      env: ['RETRY_ATTEMPTS'],
    }),
    backoffBaseMs: setting(wait(), 500, {
      description: 'Upper bound of the first wait; it doubles with each retry. Waits are random below it.',
      env: [{ name: 'RETRY_BACKOFF_BASE', inSeconds: true }],
      unit: 'ms',
    }),
    backoffMaxMs: setting(wait(), 4000, {
      description: 'Upper bound of any wait, except that a Retry-After is never shortened.',
      env: [{ name: 'RETRY_BACKOFF_MAX', inSeconds: true }],
      unit: 'ms',
    }),
    budgetRatio: setting(decimal({ min: 0, max: 10 }), 0.2, {
      description:
        'Further attempts at a provider that its failures may cause, for each call: 0.2 is one for every five calls.',
    }),
    budgetPerSecond: setting(decimal({ min: 0, max: 10_000 }), 1, {
      description: 'Further attempts per second that are allowed whatever `budgetRatio` says.',
    }),
    budgetBurst: setting(wholeNumber({ min: 0, max: 1_000_000 }), 20, {
      description: 'Further attempts at a provider that may come at once.',
    }),
  });
}
