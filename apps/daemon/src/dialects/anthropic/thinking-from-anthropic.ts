import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';

/**
 * What the client gets to see of the model's reasoning. `shown`: thinking blocks with text. `sealed`: thinking
 * blocks with a signature only. `hidden`: it did not ask for any, so it gets none, but for a sealed block beside
 * tool calls, whose reasoning vendors want back.
 */
export type ThinkingDisplay = 'shown' | 'sealed' | 'hidden';

export interface ThinkingWish {
  readonly display: ThinkingDisplay;
  readonly fields: Pick<ChatRequest, 'thinking' | 'reasoning_effort'>;
}

/**
 * `thinking` as the vendors' switch. `adaptive` and `between_tools` leave it to the model, which is what saying
 * nothing means to every vendor; so does no `thinking` at all.
 */
export function thinkingFromAnthropic(
  thinking: unknown,
  effort: unknown,
  notes: TranslationNotes,
): ThinkingWish {
  const degree = typeof effort === 'string' ? { reasoning_effort: effort } : {};
  if (thinking === undefined || thinking === null) return { display: 'hidden', fields: degree };
  const { type, display, budget_tokens: budget } = isRecord(thinking) ? thinking : {};
  if (type === 'disabled') {
    if (typeof effort === 'string') {
      const message = 'to chat models effort means thinking, which is switched off';
      notes.warn({ parameter: 'output_config.effort', action: 'dropped', message });
    }
    return { display: 'hidden', fields: { thinking: { type: 'disabled' } } };
  }
  if (type !== 'enabled' && type !== 'adaptive' && type !== 'between_tools') {
    notes.refuse('thinking.type', 'must be one of enabled, adaptive, between_tools, disabled');
  }
  if (budget !== undefined && budget !== null) {
    const message = 'no vendor takes a budget for thinking; output_config.effort says how much';
    notes.warn({ parameter: 'thinking.budget_tokens', action: 'dropped', message });
  }
  return {
    display: display === 'omitted' ? 'sealed' : 'shown',
    fields: { ...(type === 'enabled' ? { thinking: { type: 'enabled' } } : {}), ...degree },
  };
}
