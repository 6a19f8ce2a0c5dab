import type { CircuitState, Reason } from '@reg/core';

/** Everything a diagnosis of one provider depends on, gathered beforehand: diagnosing asks nobody. */
export interface ProviderFacts {
  readonly provider: string;
  /** `kimi`, `glm`, `openai-compatible` or an own one. */
  readonly type: string;
  readonly registered: boolean;
  /** Whether configuration has it switched on and does not list it as disabled. */
  readonly enabled: boolean;
  /** Whether the list of allowed providers, if there is one, has it. */
  readonly allowed: boolean;
  /** Whether it was built. One that was not is built at its first call, so this alone is no fault. */
  readonly initialized: boolean;
  /** Why the last try to build it failed, free of secrets. */
  readonly initializationError?: string;
  readonly requiresKey: boolean;
  /** Variables that may hold a key, strongest first: `KIMI_API_KEY`. */
  readonly keyNames: readonly string[];
  /** The one that does, if it is known. */
  readonly keyName?: string;
  /** Keys, placeholders included. */
  readonly keyCount: number;
  readonly placeholderKeyCount: number;
  readonly requiresBaseUrl: boolean;
  readonly baseUrl?: string;
  /** Models in its catalogue that its vendor has not retired. */
  readonly modelCount: number;
  /** Those of them that configuration allows. */
  readonly allowedModelCount: number;
  /** Names that configuration allows or prefers and that mean none of them. */
  readonly unservedModels?: readonly UnservedModel[];
  /** Its circuits that were used so far. */
  readonly circuits: readonly CircuitFacts[];
  /** What else configuration says against it. */
  readonly problems?: readonly Reason[];
}

/** A name in a list of models that means no model of the provider, or none any more. */
export interface UnservedModel {
  readonly setting: 'allowedModels' | 'preferredModels';
  readonly name: string;
  /** Whether it meant one until its vendor retired it. */
  readonly retired: boolean;
  /** What to write in its place, if that is known. */
  readonly instead?: string;
}

/** One circuit on the way to a provider. */
export interface CircuitFacts {
  readonly scope: 'credential' | 'model' | 'endpoint';
  /** The credential's id, the target, or the provider's id. */
  readonly name: string;
  readonly state: CircuitState;
  /** End of the open time or of a rest, milliseconds since the epoch. */
  readonly eligibleAtMs?: number;
  /** False in log-only mode: the state is told and keeps nobody away. */
  readonly gates: boolean;
}

/** A server on this machine that speaks OpenAI's dialect, as someone has just found it or not. */
export interface LocalEndpoint {
  /** `Ollama`, `llama.cpp`. */
  readonly name: string;
  readonly baseUrl: string;
  readonly listening: boolean;
}

/** What all diagnoses of one time share. */
export interface DiagnosisContext {
  readonly nowMs: number;
  readonly localEndpoints?: readonly LocalEndpoint[];
}
