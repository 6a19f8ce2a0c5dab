import type { ErrorRow } from './error-row.js';
import { failureErrors } from './failure-errors.js';

/** Errors about one call or one registry as a whole, not about a single attempt. */
const callErrors: readonly Omit<ErrorRow, 'ofAttempt'>[] = [
  {
    code: 'no_eligible_model',
    className: 'NoEligibleModelError',
    gateway: { status: 503, type: 'api_error', code: 'no_eligible_model' },
    when: 'Every candidate was rejected before anything was sent. `decision` holds all reasons. Over HTTP the code is finer where one reason explains it: see below.',
    whatToDo: 'Read the reasons, or ask `reg explain`: allow more, ask for less, add a key, or wait.',
  },
  {
    code: 'all_candidates_failed',
    className: 'AllCandidatesFailedError',
    gateway: { status: 502, type: 'api_error', code: 'all_candidates_failed' },
    when: 'Every candidate that could be tried failed. `attempts` tells each with its reason. Over HTTP the answer is that of the failures when they are all alike.',
    whatToDo: 'Look at the attempts. reg has retried and failed over already: do not repeat at once.',
  },
  {
    code: 'upstream_credentials_exhausted',
    className: 'AllCandidatesFailedError',
    gateway: { status: 502, type: 'api_error', code: 'upstream_credentials_exhausted' },
    when: 'Every attempt failed for want of a working key: wrong, expired, not permitted or without money. The keys are those of the operator, not the one of the client.',
    whatToDo: 'Run `reg doctor`; replace or recharge keys.',
  },
  {
    code: 'deadline_exceeded',
    className: 'DeadlineExceededError',
    gateway: { status: 504, type: 'api_error', code: 'deadline_exceeded' },
    when: 'The deadline of the whole call ran out. `attempts` tells what was tried until then.',
    whatToDo: 'Allow more time with `deadlineMs`, or take a faster model.',
  },
  {
    code: 'model_not_found',
    className: 'ModelNotFoundError',
    gateway: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
    when: 'No provider serves a model of this name. `nearMatches` names what it looks like.',
    whatToDo: 'Use one of the near matches, or see `reg models`.',
  },
  {
    code: 'model_retired',
    className: 'ModelRetiredError',
    gateway: { status: 404, type: 'invalid_request_error', code: 'model_retired' },
    when: 'The vendor has withdrawn the model; nothing was sent.',
    whatToDo: 'Use `successor`.',
  },
  {
    code: 'provider_not_registered',
    className: 'ProviderNotRegisteredError',
    gateway: { status: 404, type: 'invalid_request_error', code: 'provider_not_registered' },
    when: 'No provider is registered under this name.',
    whatToDo: 'Use one of those that the message names, or configure the provider.',
  },
  {
    code: 'invalid_request',
    className: 'InvalidRequestError',
    gateway: { status: 400, type: 'invalid_request_error', code: 'invalid_request' },
    when: 'The request or its route options have the wrong form. `problems` lists every one.',
    whatToDo: 'Mend what is listed.',
  },
  {
    code: 'configuration_invalid',
    className: 'ConfigurationError',
    when: 'Settings are malformed or contradict each other. `problems` lists every one with its source, never with a secret.',
    whatToDo: 'Mend what is listed; `reg config` shows where each setting comes from.',
  },
];

/**
 * Every error code of the packages: the source of docs/errors.md. A code stands twice where both a single attempt
 * and a whole call can end with it.
 */
export const errorCatalogue: readonly ErrorRow[] = [
  ...callErrors.map((row): ErrorRow => ({ ...row, ofAttempt: false })),
  ...Object.entries(failureErrors).map(([code, row]): ErrorRow => ({ code, ...row, ofAttempt: true })),
];
