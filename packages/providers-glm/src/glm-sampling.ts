import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';

/** GLM's ranges (docs.z.ai OpenAPI, 2026-08-03); OpenAI's temperature goes to 2. */
export const glmRanges = { temperature: [0, 1], top_p: [0.01, 1] } as const;

export interface GlmSampling {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly do_sample?: boolean;
}

/** Temperature and top_p inside GLM's ranges. Zero is greedy decoding, for which GLM has a switch of its own. */
export function encodeGlmSampling(request: ChatRequest, warn: EncodeContext['warn']): GlmSampling {
  const asked = request.temperature ?? undefined;
  const top_p = clamped('top_p', request.top_p ?? undefined, warn);
  const rest = top_p === undefined ? {} : { top_p };
  if (asked === undefined) return rest;
  if (asked <= 0) {
    warn({
      parameter: 'temperature',
      action: 'changed',
      message: 'sent as do_sample: false, which is greedy',
    });
    return { ...rest, do_sample: false };
  }
  const temperature = clamped('temperature', asked, warn);
  return temperature === undefined ? rest : { ...rest, temperature };
}

function clamped(
  parameter: keyof typeof glmRanges,
  value: number | undefined,
  warn: EncodeContext['warn'],
): number | undefined {
  if (value === undefined || Number.isNaN(value)) return undefined;
  const [lowest, highest] = glmRanges[parameter];
  const within = Math.min(highest, Math.max(lowest, value));
  if (within !== value) {
    const message = `changed from ${value} to ${within}: GLM takes ${lowest} to ${highest}`;
    warn({ parameter, action: 'changed', message });
  }
  return within;
}
