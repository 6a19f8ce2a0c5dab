/** What reg knows about one model of one provider: facts with their source and date, never constants in code. */
export interface ModelDescriptor {
  /** The vendor's own id, sent on the wire: `kimi-k2.6`. */
  readonly id: string;
  /** Other names that mean this model. Matching ignores case. */
  readonly aliases: readonly string[];
  /** Input plus output tokens. Absent when nobody published it. */
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly capabilities: ModelCapabilities;
  /** Absent when the price is unknown, which is not the same as free. */
  readonly price?: ModelPrice;
  /** Costs nothing per token on the vendor's free tier. */
  readonly free: boolean;
  readonly billing: 'per-token' | 'free' | 'subscription';
  readonly status: ModelStatus;
  /** For a retired or rerouted id: the one to use instead. */
  readonly successor?: string;
  /** reg's own judgement from 0 to 100, used by category weights; configuration can override it. */
  readonly rating: { readonly capability: number; readonly speed: number };
  /** Where the facts come from and when they were true. */
  readonly fact: { readonly source: string; readonly date: string };
  readonly notes?: string;
}

/**
 * `active` can be called. `legacy` too, but is on its way out. `rerouted` is answered by its successor.
 * `retired` is refused before anything is sent. `unknown` is called only when asked for by name.
 */
export type ModelStatus = 'active' | 'legacy' | 'rerouted' | 'retired' | 'unknown';

export interface ModelCapabilities {
  readonly vision: boolean;
  readonly video: boolean;
  /** `false`: pictures and video must come with the request, not as an http(s) address. @default true */
  readonly remoteMedia?: boolean;
  readonly tools: boolean;
  /** Which forced forms of `tool_choice` the model obeys, beyond `auto` and `none`. */
  readonly forcedToolChoice: 'none' | 'required' | 'any';
  readonly jsonObject: boolean;
  readonly jsonSchema: boolean;
  /** `always`: cannot be switched off. `toggle`: on or off. `effort`: by degree. */
  readonly reasoning: 'none' | 'always' | 'toggle' | 'effort';
  /** Whether the model can go on from the beginning of an assistant message (Kimi's partial mode). */
  readonly continuation: boolean;
}

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  /** Absent: cached input costs what other input costs. */
  readonly cachedInputUsdPerMTok?: number;
}

/** One row of a vendor's live `GET /models`. */
export interface ListedModel {
  readonly id: string;
  /** Seconds since the epoch, when the vendor says so. */
  readonly created?: number;
  readonly contextWindow?: number;
  readonly vision?: boolean;
  readonly reasoning?: boolean;
}
