import { flag, wholeNumber } from './form.js';
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
  });
}
