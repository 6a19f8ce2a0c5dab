import { classifyFailure, createApiError } from '../src/index.js';
import type {
  AttemptHandle,
  AttemptRecord,
  AttemptRequest,
  Clock,
  FailureKind,
  Provider,
} from '../src/index.js';

/** What one attempt does: answers, or fails with this kind. */
export type ScriptedOutcome = 'success' | FailureKind;

const provider = { id: 'scripted', models: [], features: {} } as unknown as Provider;

/** Attempts that end as a script says, target by target, and are remembered. */
export function createScriptedAttempts(
  script: (request: AttemptRequest) => ScriptedOutcome,
  clock: Clock,
  options: { keepsAway?(request: AttemptRequest): boolean } = {},
) {
  const begun: AttemptRequest[] = [];
  return {
    begun,
    targets: () => begun.map((request) => request.target),
    begin(request: AttemptRequest): Promise<AttemptHandle> {
      const credential = ['key#1', 'key#2'].find((id) => request.excludedCredentials?.has(id) !== true);
      if (options.keepsAway?.(request) === true)
        return Promise.reject(
          createApiError({ kind: 'circuit_open', provider: 'scripted', message: 'kept away' }),
        );
      if (credential === undefined)
        return Promise.reject(
          createApiError({ kind: 'authentication', provider: 'scripted', message: 'no key left' }),
        );
      begun.push({ ...request, excludedCredentials: new Set(request.excludedCredentials) });
      return Promise.resolve(handleOf(request, credential, clock));
    },
    run: (handle: AttemptHandle): Promise<string> => {
      const request = begun.at(-1);
      const outcome = request === undefined ? 'unknown' : script(request);
      if (outcome !== 'success') {
        return Promise.reject(
          createApiError({
            kind: outcome,
            provider: 'scripted',
            model: handle.target,
            message: 'as scripted',
          }),
        );
      }
      handle.succeed();
      return Promise.resolve(`answer of ${handle.target}`);
    },
  };
}

function handleOf(request: AttemptRequest, credential: string, clock: Clock): AttemptHandle {
  const record = (outcome: AttemptRecord['outcome']): AttemptRecord => ({
    number: request.number,
    provider: request.target.split('/')[0] ?? 'scripted',
    model: request.target,
    target: request.target,
    credential,
    startedAtMs: clock.nowMs(),
    latencyMs: 0,
    outcome,
  });
  return {
    provider,
    call: { timeouts: { connectMs: 1, headersMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 } },
    target: request.target,
    number: request.number,
    credential,
    firstToken: () => undefined,
    succeed: () => record('success'),
    fail: (error) => {
      const decision = classifyFailure(error);
      return { record: record(decision.kind), decision };
    },
  };
}
