import type { ModelMapPreset } from './schema/model-map-presets.js';
import type { Secret } from './secret.js';

/** Every setting of reg with its value: plain, deeply frozen data, and {@link Secret} where a key stands. */
export interface EffectiveConfig {
  readonly server: ServerConfig;
  /** Folder where the daemon writes its snapshot and its circuits. */
  readonly stateDir: string;
  /** By name. `kimi` and `glm` always exist, whether they have a key or not. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  /** What the operator asks of every provider; already part of each provider's own `timeouts`. */
  readonly timeouts: TimeoutsConfig;
  readonly health: HealthConfig;
  readonly circuits: CircuitsConfig;
  readonly retry: RetryConfig;
  readonly routing: RoutingConfig;
}

/** The daemon's front door. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Processes that share the port. */
  readonly workers: number;
  /** Keys that clients must show. Empty: no client needs one. */
  readonly apiKeys: readonly Secret[];
  readonly bodyLimitBytes: number;
  /** How long streams may finish after SIGTERM, milliseconds. */
  readonly drainTimeoutMs: number;
  /** How long a client may take to send its request, milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a client may read nothing of its answer, milliseconds. */
  readonly readerTimeoutMs: number;
  /** Longest silence on a stream before a comment is sent, milliseconds. 0: none is. */
  readonly heartbeatMs: number;
  readonly overload: OverloadConfig;
  readonly logLevel: LogLevel;
  /** Whether the text of prompts is logged. */
  readonly logPrompts: boolean;
  /** `auto`: the simulators answer when no provider has a key. */
  readonly sandbox: 'auto' | 'on' | 'off';
}

/** When new calls are refused so that the others are still answered in time. */
export interface OverloadConfig {
  readonly enabled: boolean;
  /** How late the event loop may be in the mean, milliseconds. */
  readonly maxDelayMs: number;
  /** Calls in flight that are never too many. */
  readonly minConcurrent: number;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What kind of endpoint it is, and so which request rules and error table apply. */
export type ProviderType = 'kimi' | 'glm' | 'openai-compatible';

/** A platform of a vendor. `coding-china` is GLM's only: Kimi's coding plan has one address. */
export type ProviderEndpoint = 'international' | 'china' | 'coding' | 'coding-china';

/** One endpoint with its keys. Base URL and keys belong together: a key of one host is refused by another. */
export interface ProviderConfig {
  readonly type: ProviderType;
  readonly enabled: boolean;
  /** Whose API is spoken with it. `anthropic` for `kimi` and `glm` only. */
  readonly protocol: 'openai' | 'anthropic';
  /** Which platform of the vendor. Absent: the one that `baseUrl` belongs to, else the international one. */
  readonly endpoint?: ProviderEndpoint;
  /** Without a slash at its end. Absent: where `endpoint` is. Always there for `openai-compatible`. */
  readonly baseUrl?: string;
  /** Rotated. May hold placeholders: `isPlaceholder` tells. */
  readonly apiKeys: readonly Secret[];
  readonly auth: 'bearer' | 'jwt';
  /** Sent with every request. The values are secrets because keys travel in headers too. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** Ids or aliases that may be used. Absent: all. Empty: none. */
  readonly allowedModels?: readonly string[];
  /** Ids or aliases that come first, in this order. */
  readonly preferredModels: readonly string[];
  /** Models that the operator describes; for `kimi` and `glm` beside the built-in ones. */
  readonly models: readonly CustomModelConfig[];
  /** The provider's own, else those of the top level. Absent: the vendor's default. */
  readonly timeouts: TimeoutsConfig;
  /** By model id or alias; stronger than `timeouts`. */
  readonly modelTimeouts: Readonly<Record<string, TimeoutsConfig>>;
  readonly limits: LimitsConfig;
  /** Whether everything here costs nothing (a box of one's own). Absent: the models say. */
  readonly free?: boolean;
}

/** A model that the operator describes. Everything but the id may be left out. */
export interface CustomModelConfig {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Input plus output tokens. */
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly capabilities: CustomModelCapabilities;
  /** Absent: unknown, which is not free. */
  readonly price?: ModelCostConfig;
  readonly free?: boolean;
  /** From 0 to 100 each. */
  readonly rating?: { readonly capability: number; readonly speed: number };
}

/** What the model can do, as far as the operator says so. */
export interface CustomModelCapabilities {
  readonly vision?: boolean;
  readonly video?: boolean;
  /** Whether pictures and video may be given by an http(s) address. */
  readonly remoteMedia?: boolean;
  readonly tools?: boolean;
  readonly forcedToolChoice?: 'none' | 'required' | 'any';
  readonly jsonObject?: boolean;
  readonly jsonSchema?: boolean;
  readonly reasoning?: 'none' | 'always' | 'toggle' | 'effort';
  readonly continuation?: boolean;
}

/** US dollars per million tokens. */
export interface ModelCostConfig {
  readonly input: number;
  readonly output: number;
  /** Absent: cached input costs what other input costs. */
  readonly cachedInput?: number;
}

/** Milliseconds for each phase of one attempt. */
export interface TimeoutsConfig {
  /** Name lookup, TCP and TLS. */
  readonly connectMs?: number;
  /** From the request being sent to the response's headers. */
  readonly headersMs?: number;
  /** From the headers to the first content part of a stream. */
  readonly firstTokenMs?: number;
  /** Between two chunks after that. */
  readonly idleMs?: number;
  /** The whole attempt. */
  readonly totalMs?: number;
  /** A stream that is slower for ten seconds counts as stalled. Absent: no such guard. */
  readonly minBytesPerSecond?: number;
}

/** How much a provider may do at once. */
export interface LimitsConfig {
  /** Attempts in flight. Absent: no limit. */
  readonly maxConcurrent?: number;
  /** Attempts in flight with one key. Absent: no limit. */
  readonly maxConcurrentPerKey?: number;
  /** Whether the number in flight is found by what the vendor takes. */
  readonly adaptive: boolean;
  /** Attempts that may wait for a place. */
  readonly maxQueued: number;
  /** How long one waits for a place at most, milliseconds. */
  readonly queueTimeoutMs: number;
}

export interface HealthConfig {
  readonly enabled: boolean;
  /** Everything is recorded and nothing gates. */
  readonly logOnly: boolean;
}

export interface CircuitsConfig {
  readonly enabled: boolean;
  /** Failures in a row that open a circuit. */
  readonly failureThreshold: number;
  /** Share of failures among the recent calls that opens a circuit too. */
  readonly failureRatio: number;
  /** Recent calls before their ratio means anything. */
  readonly minimumCalls: number;
  /** How long a call counts as recent, milliseconds. */
  readonly windowMs: number;
  /** First open time of an endpoint's or model's circuit, milliseconds. */
  readonly openMs: number;
  /** First open time of a key's circuit, milliseconds. */
  readonly credentialOpenMs: number;
  readonly maxOpenMs: number;
  /** How long after a recovery calls are let through by and by, milliseconds. 0: no ramp. */
  readonly rampUpMs: number;
}

export interface RetryConfig {
  /** Attempts on one target, the first included. */
  readonly attempts: number;
  /** Upper bound of the first wait, milliseconds; doubles with each retry. */
  readonly backoffBaseMs: number;
  /** Upper bound of any wait, milliseconds. */
  readonly backoffMaxMs: number;
  /** Further attempts at a provider that its failures may cause, for each call. */
  readonly budgetRatio: number;
  /** Further attempts per second that are allowed whatever the ratio says. */
  readonly budgetPerSecond: number;
  /** Further attempts at a provider that may come at once. */
  readonly budgetBurst: number;
}

/** How a model is chosen. */
export interface RoutingConfig {
  readonly defaultModel: string;
  /** Provider names. Absent: all. Empty: none. */
  readonly allowedProviders?: readonly string[];
  readonly disabledProviders: readonly string[];
  /** Best first; the others follow. */
  readonly providerPriority: readonly string[];
  /** What stands for names that no provider serves: an exact name before a pattern, then the first that matches. */
  readonly modelMap: readonly ModelMapEntry[];
  /** Ready-made maps, weaker than `modelMap`. Absent: whoever opens the registry decides. */
  readonly modelMapPresets?: readonly ModelMapPreset[];
  /** Whether lists of models name mapped names too. */
  readonly listMappedModels: boolean;
  readonly freeTierPreference: boolean;
  readonly freeModels: readonly string[];
  readonly costAware: boolean;
  /** By model name or `provider/model`; stronger than the catalogue's prices. */
  readonly modelCosts: Readonly<Record<string, ModelCostConfig>>;
  /** US dollars. Absent: no cap. 0 is a cap. */
  readonly maxCostPerRequestUsd?: number;
  readonly allowUnknownPrice: boolean;
  readonly assumedOutputTokens: number;
  /** Attempts of one call on all targets together. */
  readonly maxAttempts: number;
  /** Milliseconds for one call: every attempt, wait and failover. */
  readonly deadlineMs: number;
  /** Whether another model may answer when the one asked for by name cannot. */
  readonly allowFallback: boolean;
  /** Whether another vendor may judge what one vendor's content filter refused. */
  readonly allowContentFilterFailover: boolean;
  /** Whether a streamed answer that breaks ends with its error or is continued by another attempt. */
  readonly onStreamBreak: 'error' | 'continue';
  /** Whether a second attempt is made beside a slow first one. */
  readonly hedge: boolean;
  /** Milliseconds. Absent: the 95th percentile of the target's own latency. */
  readonly hedgeAfterMs?: number;
  readonly defaultCategory: string;
  readonly categories: Readonly<Record<string, CategoryConfig>>;
}

/** Model names, and what stands for them. */
export interface ModelMapEntry {
  /** A name in any case; `*` stands for any letters, or none. */
  readonly match: string;
  /** A model, an alias, `provider/model`, a category, `auto` or `auto:<category>`. */
  readonly to: string;
}

/** What counts in a category. Only the ratios of the weights matter. */
export interface CategoryConfig {
  readonly weights: { readonly capability: number; readonly price: number; readonly speed: number };
  /** Targets or model names that come first, in this order. */
  readonly chain: readonly string[];
}
