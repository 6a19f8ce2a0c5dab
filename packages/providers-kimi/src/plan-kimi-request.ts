import type { ChatMessage, ChatRequest } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';
import { encodeKimiMessages } from './kimi-messages.js';
import { kimiModelRules, type KimiModelRules } from './kimi-model-rules.js';
import { encodeKimiThinking, type KimiThinking } from './kimi-thinking.js';
import { encodeKimiTools, type KimiTools } from './kimi-tools.js';

/** What a model is asked, by its rules, before it is put into the words of a protocol. */
export interface KimiPlan extends Pick<KimiTools, 'tools' | 'toolChoice'> {
  readonly rules: KimiModelRules;
  readonly thinks: boolean;
  readonly thinking: KimiThinking['thinking'];
  readonly reasoningEffort: KimiThinking['reasoningEffort'];
  readonly messages: readonly ChatMessage[];
}

/**
 * Keeps the rules of the model whatever the protocol: they are the model's, not the wire's.
 *
 * @throws BadRequestError (`invalid_request`) for pictures by http(s) URL.
 */
export function planKimiRequest(
  request: ChatRequest,
  context: Pick<EncodeContext, 'provider' | 'model' | 'warn'>,
  rules: KimiModelRules = kimiModelRules(context.model),
): KimiPlan {
  const warn: EncodeContext['warn'] = (warning) => context.warn(warning);
  const wish = encodeKimiThinking(request, rules, warn);
  const { tools, toolChoice, withoutThinking } = encodeKimiTools(request, rules, warn);
  if (withoutThinking && wish.on) {
    const message = 'disabled: a named function is obeyed only without thinking';
    warn({ parameter: 'thinking', action: 'changed', message });
  }
  const thinks = wish.on && !withoutThinking;
  return {
    rules,
    thinks,
    thinking: withoutThinking ? { type: 'disabled' } : wish.thinking,
    reasoningEffort: wish.reasoningEffort,
    ...(tools === undefined ? {} : { tools }),
    toolChoice,
    messages: encodeKimiMessages(
      request.messages,
      { thinking: thinks, declaredTools: rules.declaredTools },
      { provider: context.provider, model: context.model.id, warn },
    ),
  };
}
