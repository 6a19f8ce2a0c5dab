import type { TokenUsage } from '../chat/token-usage.js';
import { APIError, createApiError } from '../errors/api-error.js';
import type { AttemptHandle, AttemptRequest, FailedAttempt } from '../ports/attempt.js';
import type { CallObserver } from '../ports/call-observer.js';
import type { Clock } from '../ports/clock.js';
import type { FailureDecision } from '../ports/failure.js';
import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { AttemptTimeouts, Credential, Provider, ProviderCall } from '../ports/provider.js';
import type { AttemptRecord, CandidateCircuit } from '../ports/routing.js';
import type { PaceOutcome } from '../resilience/adaptive-limit.js';
import type { CircuitBoard, CircuitPath, PathPermit } from '../resilience/circuit-board.js';
import { classifyFailure } from '../resilience/classify-failure.js';
import type { ReleasePlace } from '../resilience/concurrency-limit.js';
import { untilAborted } from '../resilience/until-aborted.js';
import type { AttemptPlace } from './attempt-place.js';
import { defaultAttemptTimeouts } from './provider-registration.js';
import type { Writable } from '../writable.js';

export interface AttemptStarterEnvironment {
  readonly board: CircuitBoard;
  readonly clock: Clock;
  readonly observer: CallObserver;
  /** What the usage costs in USD; absent when the price is unknown. */
  costOf(target: string, model: ModelDescriptor, usage: TokenUsage): number | undefined;
  /** Told of each attempt when it ended. */
  record(record: AttemptRecord): void;
}

/**
 * Takes everything one attempt needs, in an order that leaves nothing behind when a step refuses: the provider
 * itself, a place within the concurrency limit, a key, the circuits' permits, and last the budget of a retry. At once
 * where nothing has to be waited for, as for nearly every attempt.
 */
export function startAttempt(
  place: AttemptPlace,
  request: AttemptRequest,
  environment: AttemptStarterEnvironment,
): AttemptHandle | Promise<AttemptHandle> {
  return new AttemptStart(place, request, environment).go();
}

/** What an attempt has taken so far: goes on where it had to wait. */
class AttemptStart {
  readonly #place: AttemptPlace;
  readonly #request: AttemptRequest;
  readonly #environment: AttemptStarterEnvironment;
  #provider: Provider | undefined;
  #release: ReleasePlace | undefined;
  #hasKey = false;
  #credential: Credential | undefined;
  #hasKeyPlace = false;
  #releaseKey: ReleasePlace | undefined;
  #isDecided = false;
  #path: CircuitPath | undefined;

  constructor(place: AttemptPlace, request: AttemptRequest, environment: AttemptStarterEnvironment) {
    this.#place = place;
    this.#request = request;
    this.#environment = environment;
  }

  go(): AttemptHandle | Promise<AttemptHandle> {
    try {
      const waiting = this.#take();
      return waiting === undefined ? this.#begin() : this.#goOnAfter(waiting);
    } catch (error) {
      this.#giveBack();
      throw error;
    }
  }

  async #goOnAfter(waiting: Promise<unknown>): Promise<AttemptHandle> {
    try {
      await waiting;
    } catch (error) {
      this.#giveBack();
      throw error;
    }
    return this.go();
  }

  /** Takes one thing after the other; what the next has to be waited for, if anything. */
  #take(): Promise<unknown> | undefined {
    const { slot } = this.#place;
    const { signal } = this.#request;
    this.#provider ??= slot.built;
    if (this.#provider === undefined)
      return untilAborted(slot.provider(), signal, slot.registration.id).then((built) => {
        this.#provider = built;
      });
    this.#release ??= slot.limit.take();
    if (this.#release === undefined)
      return slot.limit.acquire(signal).then((release) => {
        this.#release = release;
      });
    return this.#takeKey() ?? this.#awaitDecision();
  }

  #takeKey(): Promise<unknown> | undefined {
    const { slot } = this.#place;
    if (!this.#hasKey) {
      this.#credential = chooseCredential(this.#place, this.#request, this.#environment.board);
      this.#hasKey = true;
    }
    if (this.#hasKeyPlace || this.#credential === undefined) return undefined;
    const limit = slot.keyLimit(this.#credential.id);
    this.#releaseKey = limit?.take();
    this.#hasKeyPlace = limit === undefined || this.#releaseKey !== undefined;
    if (this.#hasKeyPlace) return undefined;
    return limit?.acquire(this.#request.signal).then((release) => {
      this.#releaseKey = release;
      this.#hasKeyPlace = true;
    });
  }

  /** Otherwise the next key of a provider whose probe has just met a dead key would find the circuit undecided. */
  #awaitDecision(): Promise<unknown> | undefined {
    if (this.#isDecided) return undefined;
    this.#isDecided = true;
    return this.#environment.board.deciding(this.#pathOf());
  }

  #begin(): AttemptHandle {
    const place = this.#place;
    const request = this.#request;
    const environment = this.#environment;
    const { slot, model } = place;
    const permit = environment.board.tryAcquire(this.#pathOf(), {
      force: request.probe === true,
      lastResort: request.lastResort === true,
    });
    if (permit === undefined) throw circuitOpen(place, environment.board);
    if (request.retry !== true) slot.retryBudget.deposit();
    else if (!slot.retryBudget.withdraw()) {
      permit.abandon();
      throw budgetSpent(place);
    }
    return new Attempt({
      place,
      request,
      environment,
      permit,
      // Nothing begins before there is one.
      provider: this.#provider as Provider,
      timeouts: slot.registration.timeouts?.(model) ?? defaultAttemptTimeouts,
      credential: this.#credential,
      release: this.#release,
      releaseKey: this.#releaseKey,
    });
  }

  /** Asked for only after the key was chosen. */
  #pathOf(): CircuitPath {
    const { slot, target } = this.#place;
    return (this.#path ??= { provider: slot.registration.id, target, credential: this.#credential?.id });
  }

  #giveBack(): void {
    this.#release?.();
    this.#releaseKey?.();
  }
}

function chooseCredential(
  place: AttemptPlace,
  request: AttemptRequest,
  board: CircuitBoard,
): Credential | undefined {
  const { slot, model } = place;
  if (slot.credentials.length === 0 && !slot.requiresKey) return undefined;
  const fresh = (credential: Credential): boolean => request.excludedCredentials?.has(credential.id) !== true;
  const usable = (credential: Credential): boolean =>
    fresh(credential) && board.admitsCredential(credential.id);
  const chosen =
    slot.nextCredential(
      (credential) => usable(credential) && slot.keyLimit(credential.id)?.hasPlace !== false,
    ) ??
    slot.nextCredential(usable) ??
    (request.probe === true ? slot.nextCredential(fresh) : undefined);
  if (chosen !== undefined) return chosen;
  throw createApiError({
    kind: 'authentication',
    provider: slot.registration.id,
    model: model.id,
    message:
      slot.credentials.length === 0
        ? 'no usable API key is configured'
        : `none of its ${slot.credentials.length} API key(s) can be used now: each failed in this request or rests after a failure`,
  });
}

function circuitOpen(place: AttemptPlace, board: CircuitBoard): APIError {
  const { slot, target, model } = place;
  const circuit = board.candidateCircuit({ provider: slot.registration.id, target, credentials: [] });
  return createApiError({
    kind: 'circuit_open',
    provider: slot.registration.id,
    model: model.id,
    message: `the circuit ${circuitText(circuit)}; nothing was sent`,
  });
}

function circuitText({ state, probeInFlight, rampUp }: CandidateCircuit): string {
  if (probeInFlight) return `is ${state} and its probe is in flight`;
  return state === 'closed' && rampUp !== undefined
    ? `recovered lately and takes ${rampUp.limit} at once until it proves well`
    : `is ${state}`;
}

function budgetSpent({ slot, model }: AttemptPlace): APIError {
  return createApiError({
    kind: 'retry_budget_exhausted',
    provider: slot.registration.id,
    model: model.id,
    message: 'so many of its calls fail that no more retries are made for now; nothing was sent',
  });
}

/** Failures that mean that the vendor has more to do than it can. */
const overloads: ReadonlySet<AttemptRecord['outcome']> = new Set<AttemptRecord['outcome']>([
  'rate_limited',
  'overloaded',
  'gateway_timeout',
  'headers_timeout',
  'first_token_timeout',
]);

function paceOf(outcome: AttemptRecord['outcome']): PaceOutcome {
  if (outcome === 'success') return 'success';
  return overloads.has(outcome) ? 'overload' : 'other';
}

interface AttemptParts {
  readonly place: AttemptPlace;
  readonly request: AttemptRequest;
  readonly environment: AttemptStarterEnvironment;
  readonly provider: Provider;
  readonly timeouts: AttemptTimeouts;
  readonly credential: Credential | undefined;
  readonly permit: PathPermit;
  readonly release: ReleasePlace | undefined;
  readonly releaseKey: ReleasePlace | undefined;
}

class Attempt implements AttemptHandle {
  readonly provider: Provider;
  readonly call: ProviderCall;
  readonly target: string;
  readonly number: number;
  readonly credential?: string;
  readonly #parts: AttemptParts;
  readonly #startedAtMs: number;
  #timeToFirstTokenMs: number | undefined;
  #record: AttemptRecord | undefined;

  constructor(parts: AttemptParts) {
    const { place, request, environment } = parts;
    this.#parts = parts;
    this.provider = parts.provider;
    this.target = place.target;
    this.number = request.number;
    if (parts.credential !== undefined) this.credential = parts.credential.id;
    this.#startedAtMs = environment.clock.nowMs();
    this.call = this.#providerCall();
    environment.observer.attemptStarted?.({
      number: request.number,
      target: place.target,
      provider: place.slot.registration.id,
      model: place.model.id,
      startedAtMs: this.#startedAtMs,
    });
  }

  firstToken(): void {
    this.#timeToFirstTokenMs ??= this.#parts.environment.clock.nowMs() - this.#startedAtMs;
  }

  succeed(usage?: TokenUsage): AttemptRecord {
    if (this.#record !== undefined) return this.#record;
    this.#parts.permit.success();
    return this.#end({ outcome: 'success' }, usage);
  }

  fail(error: unknown, usage?: TokenUsage): FailedAttempt {
    const decision = this.#withinBudget(classifyFailure(error));
    if (this.#record !== undefined) return { record: this.#record, decision };
    this.#parts.permit.failure(decision);
    const facts = APIError.isInstance(error) ? error : undefined;
    const record = this.#end(
      {
        outcome: decision.kind,
        ...(facts?.status === undefined ? {} : { status: facts.status }),
        ...(facts?.vendorCode === undefined ? {} : { vendorCode: facts.vendorCode }),
        ...(error instanceof Error ? { message: error.message } : {}),
      },
      usage,
    );
    return { record, decision };
  }

  /** A retry that nobody would pay for is none: better to know before the wait than after it. */
  #withinBudget(decision: FailureDecision): FailureDecision {
    if (decision.action !== 'retry' || this.#parts.place.slot.retryBudget.remaining >= 1) return decision;
    return { ...decision, action: 'failover', retryBudgetExhausted: true };
  }

  #end(
    outcome: Pick<AttemptRecord, 'outcome' | 'status' | 'vendorCode' | 'message'>,
    usage: TokenUsage | undefined,
  ): AttemptRecord {
    const { place, environment, release, releaseKey, request } = this.#parts;
    const pace = paceOf(outcome.outcome);
    release?.(pace);
    releaseKey?.(pace);
    const costUsd = usage === undefined ? undefined : environment.costOf(place.target, place.model, usage);
    // Set one by one: to spread what may be absent takes several times as long, and each attempt has one of these.
    const record: Writable<AttemptRecord> = {
      number: request.number,
      provider: place.slot.registration.id,
      model: place.model.id,
      target: place.target,
      startedAtMs: this.#startedAtMs,
      latencyMs: environment.clock.nowMs() - this.#startedAtMs,
      outcome: outcome.outcome,
    };
    if (this.credential !== undefined) record.credential = this.credential;
    if (this.#timeToFirstTokenMs !== undefined) record.timeToFirstTokenMs = this.#timeToFirstTokenMs;
    if (outcome.status !== undefined) record.status = outcome.status;
    if (outcome.vendorCode !== undefined) record.vendorCode = outcome.vendorCode;
    if (outcome.message !== undefined) record.message = outcome.message;
    if (usage !== undefined) record.usage = usage;
    if (costUsd !== undefined) record.costUsd = costUsd;
    this.#record = record;
    environment.record(record);
    return record;
  }

  #providerCall(): ProviderCall {
    const { place, request, credential, timeouts } = this.#parts;
    const { signal, requestId, onWarning } = request;
    const call: Writable<ProviderCall> = { model: place.model, timeouts };
    if (credential !== undefined) call.credential = credential;
    if (signal !== undefined) call.signal = signal;
    if (requestId !== undefined) call.requestId = requestId;
    if (onWarning !== undefined) call.onWarning = onWarning;
    return call;
  }
}
