import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';
import type { KimiModelRules } from './kimi-model-rules.js';

/**
 * Sampling is fixed on every live model: `invalid temperature: only 1 is allowed for this model`, and the same
 * for each of these (platform.kimi.ai docs, 2026-09-12; answers of 2026-07-08 and 2026-08-27). The coding plan
 * refuses `temperature` whatever its value, so none of them is sent; one that equals the fixed value goes
 * without a warning, since nothing changes.
 */
export const kimiFixedParameters: Readonly<Record<string, number>> = {
  temperature: 1,
  top_p: 0.95,
  n: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};
/** Of K2.6 while it does not think. */
export const kimiTemperatureWithoutThinking = 0.6;

/** Not in Kimi's schema, or ignored without a word (platform.kimi.ai docs, 2026-09-12). */
export const kimiUnknownParameters: Readonly<Record<string, string>> = {
  seed: 'Kimi has no seed',
  top_k: 'Kimi has no top_k',
  logit_bias: 'Kimi has no logit_bias',
  parallel_tool_calls: 'Kimi decides by itself how many tools it calls at once',
  user: 'Kimi ignores it; its own parameter is safety_identifier',
};

export const kimiStopLimits = { count: 5, bytes: 32 } as const;

/** What says of a parameter whether this model takes it, and warns of one that it does not. */
export function acceptedParameter(
  model: { readonly rules: KimiModelRules; readonly thinking: boolean },
  warn: EncodeContext['warn'],
): (parameter: string, value: unknown) => boolean {
  return (parameter, value) => {
    const refusal = refusalOf(parameter, model);
    if (refusal === undefined) return true;
    if (value != null && value !== refusal.sameAs) {
      warn({ parameter, action: 'dropped', message: refusal.message });
    }
    return false;
  };
}

interface Refusal {
  readonly message: string;
  /** The value that leaving it out amounts to. */
  readonly sameAs?: unknown;
}

function refusalOf(
  parameter: string,
  { rules, thinking }: { readonly rules: KimiModelRules; readonly thinking: boolean },
): Refusal | undefined {
  if (Object.hasOwn(kimiFixedParameters, parameter)) {
    const isCool = parameter === 'temperature' && !thinking;
    const sameAs = isCool ? kimiTemperatureWithoutThinking : kimiFixedParameters[parameter];
    return { message: `this model works with ${sameAs} only`, sameAs };
  }
  if (Object.hasOwn(kimiUnknownParameters, parameter)) {
    return { message: kimiUnknownParameters[parameter] ?? '' };
  }
  if (rules.logprobs || (parameter !== 'logprobs' && parameter !== 'top_logprobs')) return undefined;
  return { message: 'this model gives no log probabilities', sameAs: parameter === 'logprobs' ? false : 0 };
}

/** The output limit under its current name. It counts reasoning too, and the rate limit is charged with all of it. */
export function kimiOutputLimit(
  request: ChatRequest,
  maxOutputTokens: number | undefined,
  warn: EncodeContext['warn'],
): number | undefined {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  if (request.max_tokens != null) {
    const message = 'sent as max_completion_tokens, which replaced it';
    warn({ parameter: 'max_tokens', action: 'renamed', message });
  }
  if (asked === undefined || maxOutputTokens === undefined || asked <= maxOutputTokens) return asked;
  const message = `lowered from ${asked} to ${maxOutputTokens}, the most this model writes`;
  warn({ parameter: 'max_completion_tokens', action: 'changed', message });
  return maxOutputTokens;
}

/** At most five stop texts of at most 32 bytes each. */
export function kimiStop(stop: ChatRequest['stop'], warn: EncodeContext['warn']): string[] | undefined {
  if (stop == null) return undefined;
  const texts = typeof stop === 'string' ? [stop] : stop;
  const short = texts.filter((text) => Buffer.byteLength(text) <= kimiStopLimits.bytes);
  const kept = short.slice(0, kimiStopLimits.count);
  if (kept.length < texts.length) {
    const message = `${texts.length - kept.length} left out: Kimi takes 5 texts of up to 32 bytes`;
    warn({ parameter: 'stop', action: 'dropped', message });
  }
  return kept.length === 0 ? undefined : kept;
}
