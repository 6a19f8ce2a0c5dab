import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';
import type { GlmModelRules } from './glm-model-rules.js';

/** The two fields by which GLM is told how to think. */
export interface GlmThinking {
  readonly thinking?: { readonly type: 'enabled' | 'disabled'; readonly clear_thinking?: boolean };
  readonly reasoning_effort?: string;
}

type Warn = EncodeContext['warn'];

/** OpenAI's efforts as glm-5.3 knows them: it refuses all others with 1210 (docs.z.ai, 2026-08-23). */
export const glmForcedEfforts: ReadonlyMap<string, 'low' | 'high' | 'max'> = new Map([
  ['none', 'low'],
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'high'],
  ['high', 'high'],
  ['xhigh', 'max'],
  ['max', 'max'],
]);

const encoders: Readonly<
  Record<GlmModelRules['thinking'], (request: ChatRequest, warn: Warn) => GlmThinking>
> = { forced, effort, toggle, unsaid };

/** Says how to think in the words that the model takes. */
export function encodeGlmThinking(request: ChatRequest, rules: GlmModelRules, warn: Warn): GlmThinking {
  return encoders[rules.thinking](request, warn);
}

/** glm-5.3 cannot stop thinking (`1210 This model always engages in thinking`), so it thinks least instead. */
function forced(request: ChatRequest, warn: Warn): GlmThinking {
  const off = request.thinking?.type === 'disabled';
  if (off) {
    const message = 'this model cannot stop thinking; sent as reasoning_effort "low"';
    warn({ parameter: 'thinking', action: 'changed', message });
  }
  const wish = request.reasoning_effort ?? undefined;
  const sent = wish === undefined ? (off ? 'low' : undefined) : glmForcedEfforts.get(wish);
  if (wish !== undefined && sent !== wish) {
    const outcome = sent === undefined ? 'was not sent' : `was sent as "${sent}"`;
    const message = `"${wish}" ${outcome}: this model knows low, high and max`;
    warn({ parameter: 'reasoning_effort', action: sent === undefined ? 'dropped' : 'changed', message });
  }
  return { ...(off ? {} : stated(request)), ...(sent === undefined ? {} : { reasoning_effort: sent }) };
}

/** glm-5.2 takes every one of OpenAI's words and sorts them by itself. */
function effort(request: ChatRequest, warn: Warn): GlmThinking {
  const wish = request.reasoning_effort ?? undefined;
  if (wish === undefined) return stated(request);
  if (glmForcedEfforts.has(wish)) return { ...stated(request), reasoning_effort: wish };
  warn({ parameter: 'reasoning_effort', action: 'dropped', message: `GLM knows no effort "${wish}"` });
  return stated(request);
}

/** Older models: what `thinking` says is stronger than what the effort implies. */
function toggle(request: ChatRequest, warn: Warn): GlmThinking {
  const wish = request.reasoning_effort ?? undefined;
  const own = stated(request);
  if (wish === undefined) return own;
  const type = own.thinking?.type ?? (wish === 'none' || wish === 'minimal' ? 'disabled' : 'enabled');
  warn({
    parameter: 'reasoning_effort',
    action: own.thinking === undefined ? 'changed' : 'dropped',
    message: `this model thinks or does not; sent as thinking ${type}`,
  });
  return own.thinking === undefined ? { thinking: { type } } : own;
}

function unsaid(request: ChatRequest, warn: Warn): GlmThinking {
  const message = 'this model takes no word about thinking';
  if (request.thinking != null) warn({ parameter: 'thinking', action: 'dropped', message });
  if (request.reasoning_effort != null) warn({ parameter: 'reasoning_effort', action: 'dropped', message });
  return {};
}

/** The caller's own `thinking`, without fields of other vendors (Kimi's `keep`, Anthropic's budget). */
function stated(request: ChatRequest): GlmThinking {
  const type = request.thinking?.type;
  if (type !== 'enabled' && type !== 'disabled') return {};
  const clear = request.thinking?.['clear_thinking'];
  return { thinking: { type, ...(typeof clear === 'boolean' ? { clear_thinking: clear } : {}) } };
}
