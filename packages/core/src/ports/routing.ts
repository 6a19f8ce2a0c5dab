import type { FailureKind } from './failure.js';
import type { TokenUsage } from '../chat/token-usage.js';
import type { ModelDescriptor } from './model-descriptor.js';
import type { RequestWarning } from './provider.js';

/** What the caller may say about one request, in process as an option or over HTTP as the body object `reg`. */
export interface RouteOptions {
  /** A category of the configuration: `balanced`, `fast_response`, `extended_reasoning` or an own one. */
  readonly category?: string;
  /** A guarantee: no model that costs money is called, whatever fails. */
  readonly freeOnly?: boolean;
  /** US dollars that this request may cost at most, all attempts together. */
  readonly maxCostUsd?: number;
  /** Whether another model may answer when the one asked for by name cannot. */
  readonly allowFallback?: boolean;
  /**
   * A guarantee: no other model is called, whatever fails. Ids, aliases, `provider/model`, or `provider/*` for all of a
   * provider; case does not matter. Absent: all that configuration allows. Empty: none.
   */
  readonly allowedModels?: readonly string[];
  /** Milliseconds for the whole call: every attempt, wait and failover. */
  readonly deadlineMs?: number;
  readonly hints?: RouteHints;
  /**
   * A second attempt beside the first when that is slower than usual: the first answer wins, the other is aborted,
   * both are paid. Only for requests without tools and without a cost cap. `true`: after the 95th percentile of the
   * target's own latency, and never where that is unknown.
   */
  readonly hedge?: boolean | { readonly afterMs: number };
  /**
   * What happens to a streamed answer that breaks after its first part. `error`: it ends with the error. `continue`:
   * prose is continued where it broke by a model that can do that; JSON, tool calls and reasoning never are.
   */
  readonly onStreamBreak?: 'error' | 'continue';
  /** Makes the decision reproducible. */
  readonly seed?: number;
}

/** Requirements that cannot be read off the request itself. */
export interface RouteHints {
  readonly vision?: boolean;
  readonly deepReasoning?: boolean;
  readonly longContext?: boolean;
  /** Overrides reg's own estimate of the input tokens. */
  readonly estimatedTokens?: number;
}

/** What a request needs, computed once. Plain data: with a snapshot and a seed it determines the decision. */
export interface Requirement {
  /** What the caller asked for, as written: an id, an alias, `provider/model`, `auto`, `auto:<category>`. */
  readonly requestedModel: string;
  /** Present when nobody serves `requestedModel` and the operator's model map says what stands for it. */
  readonly modelMapping?: ModelMapping;
  /** The targets `provider/model` that were named, in priority order. Absent for `auto`. */
  readonly explicitTargets?: readonly string[];
  readonly category: string;
  readonly allowFallback: boolean;
  readonly freeOnly: boolean;
  readonly maxCostUsd?: number;
  /** The names of the only models that may be called. Absent: all that configuration allows. */
  readonly allowedModels?: readonly string[];
  readonly estimatedInputTokens: number;
  /** What the caller asked for at most; absent when it did not say. */
  readonly maxOutputTokens?: number;
  /** How many answers were asked for (`n`): each costs its own output. Absent: one. */
  readonly choices?: number;
  /** The context window that was asked for whatever the prompt's length (the hint `longContext`), in tokens. */
  readonly minContextWindow?: number;
  readonly needs: RequestNeeds;
  /** When the decision is made, milliseconds since the epoch: ranking has no clock of its own. */
  readonly nowMs: number;
  /** Targets that must not be used again, with the reason. */
  readonly excludedTargets?: Readonly<Record<string, string>>;
}

/** What stands for a model name that no provider serves, and who says so. */
export interface ModelMapping {
  /** The name or pattern that applied. */
  readonly match: string;
  /** What is asked for instead: a model, an alias, `provider/model`, a category, `auto` or `auto:<category>`. */
  readonly to: string;
  /** Where that is written: `routing.modelMap`, `preset claude-code`. */
  readonly origin: string;
}

export interface RequestNeeds {
  readonly vision: boolean;
  readonly video: boolean;
  /** A picture or video is given by its http(s) address, which the vendor would have to fetch. */
  readonly remoteMedia?: boolean;
  readonly tools: boolean;
  readonly forcedToolChoice: 'none' | 'required' | 'function';
  readonly jsonObject: boolean;
  readonly jsonSchema: boolean;
  /** Asked for explicitly; a model that can think is not refused to someone who did not ask. */
  readonly reasoning: boolean;
  /** The caller asked for no reasoning (`thinking: disabled`, `reasoning_effort: none`). */
  readonly noReasoning: boolean;
  /** The conversation ends with an assistant message to be continued. */
  readonly continuation: boolean;
}

export type CircuitState = 'closed' | 'open' | 'half-open' | 'isolated';

/** One model of one provider as it stands: the catalogue's facts and the present state. */
export interface Candidate {
  /** `provider/model`. */
  readonly target: string;
  readonly provider: string;
  readonly model: ModelDescriptor;
  /** Lower is preferred: position of the provider in the configured order. */
  readonly providerPriority: number;
  /** Lower is preferred: position in the provider's preferred models, then in its catalogue. */
  readonly modelPriority: number;
  /** Why it cannot be used by configuration: not allowed, disabled, no key … Empty when it can. */
  readonly blocked: readonly Reason[];
  /** The worst circuit on the way to it (endpoint, model; credentials only when all of them are open). */
  readonly circuit: CandidateCircuit;
  /** Measured, when there were enough calls. */
  readonly latency?: {
    readonly p50Ms: number;
    readonly p95Ms?: number;
    readonly timeToFirstTokenP50Ms?: number;
    readonly timeToFirstTokenP95Ms?: number;
  };
}

export interface CandidateCircuit {
  readonly state: CircuitState;
  readonly openedAtMs?: number;
  /** When it may be used again: the end of the open time or of the vendor's Retry-After. */
  readonly eligibleAtMs?: number;
  /** The end of the vendor's Retry-After, if it sent one: before it not even a probe is made. */
  readonly restUntilMs?: number;
  readonly probeInFlight: boolean;
  /** Present while it recovers: how many calls it takes at once, and has. */
  readonly rampUp?: { readonly limit: number; readonly inFlight: number };
  /** False in log-only mode and with circuits switched off: the state is told but gates nothing. */
  readonly gates: boolean;
}

/** An immutable view of everything a decision depends on. */
export interface RegistrySnapshot {
  /** Grows by one with each change. */
  readonly version: number;
  readonly candidates: readonly Candidate[];
  readonly policy: RoutingPolicy;
}

/** The operator's routing settings, as plain data. */
export interface RoutingPolicy {
  readonly freeTierPreference: boolean;
  /** Names that count as free beside those the catalogue marks, compared without case. */
  readonly freeModels: readonly string[];
  readonly costAware: boolean;
  /** Prices in USD per million tokens that override the catalogue's, by model id or target. */
  readonly modelCosts: Readonly<Record<string, ModelCost>>;
  readonly maxCostPerRequestUsd?: number;
  /** Whether a model of unknown price may be used under a cost cap. */
  readonly allowUnknownPrice: boolean;
  /** Output tokens assumed for a cost estimate when the caller sets no limit. */
  readonly assumedOutputTokens: number;
  readonly categories: Readonly<Record<string, CategoryPolicy>>;
  readonly defaultCategory: string;
}

export interface ModelCost {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

export interface CategoryPolicy {
  /** How much each counts, from 0 up; only their ratios matter. All 0: priority alone decides. */
  readonly weights: { readonly capability: number; readonly price: number; readonly speed: number };
  /** Targets or model names in order; when present, candidates of the chain come first in this order. */
  readonly chain: readonly string[];
}

/** Why a candidate was placed or dropped. `code` is stable; `message` is for people. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

export type ReasonCode =
  | 'not_registered'
  | 'provider_not_allowed'
  | 'provider_disabled'
  | 'provider_failed'
  | 'model_not_allowed'
  | 'model_retired'
  | 'model_status_unknown'
  | 'missing_key'
  | 'placeholder_key'
  | 'missing_base_url'
  | 'missing_vision'
  | 'missing_video'
  | 'missing_remote_media'
  | 'missing_tools'
  | 'missing_forced_tool_choice'
  | 'missing_json_object'
  | 'missing_json_schema'
  | 'missing_reasoning'
  | 'reasoning_cannot_be_disabled'
  | 'missing_continuation'
  | 'context_window_too_small'
  | 'context_window_unknown'
  | 'output_limit_too_small'
  | 'circuit_open'
  | 'probe_in_flight'
  | 'resting'
  | 'isolated'
  | 'ramping_up'
  | 'over_cost_cap'
  | 'unknown_price_under_cap'
  | 'not_free'
  | 'not_requested'
  | 'excluded'
  | 'explicit_model'
  | 'chain_position'
  | 'free_first'
  | 'lower_cost'
  | 'category_score'
  | 'priority'
  | 'all_circuits_open_probe';

export interface RankedCandidate {
  /** 1 is called first. */
  readonly position: number;
  readonly target: string;
  readonly provider: string;
  readonly model: string;
  readonly descriptor: ModelDescriptor;
  /** Estimated input at list price plus the assumed or asked-for output; absent when the price is unknown. */
  readonly expectedCostUsd?: number;
  /** Set under a cost cap when the caller gave no output limit: what the cap can pay for. */
  readonly outputTokenLimit?: number;
  readonly free: boolean;
  /** The category score from 0 to 1 and its parts. */
  readonly score: {
    readonly total: number;
    readonly capability: number;
    readonly price: number;
    readonly speed: number;
  };
  readonly reasons: readonly Reason[];
}

export interface RejectedCandidate {
  readonly target: string;
  readonly provider: string;
  readonly model: string;
  /** Every reason, not just the first. */
  readonly reasons: readonly Reason[];
}

/** Every candidate, in order or rejected: the same requirement, snapshot and seed give the same bytes. */
export interface Decision {
  /** Derived from requirement, snapshot version and seed. */
  readonly id: string;
  readonly requirement: Requirement;
  readonly snapshotVersion: number;
  readonly seed: number;
  readonly ranked: readonly RankedCandidate[];
  readonly rejected: readonly RejectedCandidate[];
}

/** One attempt, recorded once when it ended. */
export interface AttemptRecord {
  /** 1-based over the whole call. */
  readonly number: number;
  readonly provider: string;
  readonly model: string;
  readonly target: string;
  /** The credential's id, never the key. */
  readonly credential?: string;
  readonly startedAtMs: number;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs?: number;
  readonly outcome: 'success' | FailureKind;
  /** The HTTP status when there was one. */
  readonly status?: number;
  /** The vendor's own code or type: `1302`, `rate_limit_reached_error`. */
  readonly vendorCode?: string;
  /** For people, scrubbed of key and account fragments. */
  readonly message?: string;
  readonly usage?: TokenUsage;
  /** Absent when the price is unknown. */
  readonly costUsd?: number;
}

/** What happened to one call, told with every answer and every error. */
export interface RouteReport {
  readonly decisionId: string;
  readonly requestedModel: string;
  /** What stood for it, when nobody serves a model of that name. */
  readonly modelMapping?: ModelMapping;
  /** When the call began, milliseconds since the epoch: before the decision and any wait for a place. */
  readonly startedAtMs?: number;
  /** Who answered; absent when nobody did. */
  readonly provider?: string;
  readonly model?: string;
  /** Whether a model answered that was not the first choice. */
  readonly fallback: boolean;
  readonly attempts: readonly AttemptRecord[];
  readonly usage: TokenUsage;
  /** All attempts together; absent when a price was unknown. */
  readonly costUsd?: number;
  readonly warnings: readonly RequestWarning[];
  /** Whether a second attempt was made beside a slow first one. */
  readonly hedged?: boolean;
  /** How often the answer broke and was continued. */
  readonly continuations?: number;
  /** Time that reg itself took, without the vendors' and without waiting. */
  readonly overheadMs: number;
}
