import type { OutputItem } from './response-item.js';

/** The Response object of OpenAI's Responses API, as far as a chat model can fill it. */
export interface ResponseObject extends ResponseEcho {
  readonly id: string;
  readonly object: 'response';
  /** Seconds since the epoch. */
  readonly created_at: number;
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete_details: { readonly reason: 'max_output_tokens' | 'content_filter' } | null;
  /** Who answered. */
  readonly model: string;
  readonly output: readonly OutputItem[];
  readonly usage: ResponseUsage | null;
}

export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/** What a Response repeats of its request. */
export interface ResponseEcho {
  readonly background: false;
  readonly instructions: string | null;
  readonly max_output_tokens: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly parallel_tool_calls: boolean;
  readonly previous_response_id: null;
  readonly prompt_cache_key: string | null;
  readonly reasoning: { readonly effort: string | null; readonly summary: string | null };
  readonly safety_identifier: string | null;
  /** Whatever was asked for: nothing is kept. */
  readonly store: false;
  readonly temperature: number | null;
  readonly text: { readonly format: unknown; readonly verbosity?: string };
  readonly tool_choice: unknown;
  /** Those that the model was really offered. */
  readonly tools: readonly unknown[];
  readonly top_p: number | null;
  readonly truncation: 'disabled';
  readonly user: string | null;
}
