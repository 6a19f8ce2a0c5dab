import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';
import type { KimiModelRules } from './kimi-model-rules.js';

/** What to send about thinking, and whether the model will think. */
export interface KimiThinking {
  readonly on: boolean;
  readonly thinking?: { readonly type: 'enabled' | 'disabled'; readonly keep?: 'all' };
  readonly reasoningEffort?: string;
}

/** OpenAI's efforts in the three words that K3 knows (platform.kimi.ai docs, 2026-09-12). */
export const kimiEfforts: ReadonlyMap<string, string> = new Map([
  ['none', 'low'],
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'high'],
  ['high', 'high'],
  ['xhigh', 'max'],
  ['max', 'max'],
]);

/**
 * Turns `thinking` and `reasoning_effort` into the one of them that the model takes. Both together are refused:
 * `cannot specify both 'thinking' and 'reasoning_effort'`.
 */
export function encodeKimiThinking(
  request: ChatRequest,
  rules: KimiModelRules,
  warn: EncodeContext['warn'],
): KimiThinking {
  if (rules.thinking === 'toggle') return toggled(request, rules, warn);
  const effort = rules.reasoningEffort ? degreeOf(request, warn) : undefined;
  if (!rules.reasoningEffort && request.reasoning_effort != null) {
    const message = 'this model always thinks, and not by degrees';
    warn({ parameter: 'reasoning_effort', action: 'dropped', message });
  }
  if (request.thinking?.type === 'disabled') {
    warn({ parameter: 'thinking', action: 'dropped', message: 'this model always thinks' });
  }
  const keeps = rules.thinking === 'enabled-only' && request.thinking?.type === 'enabled';
  return {
    on: true,
    ...(keeps ? { thinking: { type: 'enabled', ...keepOf(request, rules, warn) } } : {}),
    ...(effort === undefined ? {} : { reasoningEffort: effort }),
  };
}

/** K2.6 and K2.5 know on and off only; what `thinking` says is stronger than what the effort implies. */
function toggled(request: ChatRequest, rules: KimiModelRules, warn: EncodeContext['warn']): KimiThinking {
  const effort = request.reasoning_effort ?? undefined;
  const stated = request.thinking?.type;
  const implied = effort === undefined ? undefined : effort === 'none' || effort === 'minimal';
  const off = stated === undefined ? implied : stated === 'disabled';
  if (effort !== undefined) {
    warn({
      parameter: 'reasoning_effort',
      action: stated === undefined ? 'changed' : 'dropped',
      message: `this model thinks or does not; sent as thinking ${off === true ? 'disabled' : 'enabled'}`,
    });
  }
  if (off === undefined) return { on: true };
  const keep = off ? {} : keepOf(request, rules, warn);
  return { on: !off, thinking: { type: off ? 'disabled' : 'enabled', ...keep } };
}

function degreeOf(request: ChatRequest, warn: EncodeContext['warn']): string | undefined {
  // The coding plan's own client says it inside `thinking`; the top level is understood on both hosts.
  const asked = request.reasoning_effort ?? request.thinking?.['effort'];
  const wish = asked ?? (request.thinking?.type === 'disabled' ? 'none' : undefined);
  if (typeof wish !== 'string') return undefined;
  const effort = kimiEfforts.get(wish);
  if (effort === undefined) {
    const message = `"${wish}" is none of low, high and max`;
    warn({ parameter: 'reasoning_effort', action: 'dropped', message });
  } else if (effort !== wish && asked !== undefined) {
    const message = `"${wish}" was sent as "${effort}": this model knows low, high and max`;
    warn({ parameter: 'reasoning_effort', action: 'changed', message });
  }
  return effort;
}

function keepOf(request: ChatRequest, rules: KimiModelRules, warn: EncodeContext['warn']): { keep?: 'all' } {
  if (request.thinking?.['keep'] !== 'all') return {};
  if (rules.keepsThinking) return { keep: 'all' };
  warn({ parameter: 'thinking.keep', action: 'dropped', message: 'this model does not keep old reasoning' });
  return {};
}
