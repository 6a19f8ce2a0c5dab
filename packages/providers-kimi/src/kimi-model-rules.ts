import type { ModelDescriptor } from '@reg/core';

/** What one family of models takes, beyond what all of them share. */
export interface KimiModelRules {
  /**
   * `implicit`: always on, the parameter must not be sent. `enabled-only`: always on, the parameter may say so.
   * `toggle`: on by default and can be switched off.
   */
  readonly thinking: 'implicit' | 'enabled-only' | 'toggle';
  /** Takes `thinking.keep: "all"`. */
  readonly keepsThinking: boolean;
  /** Takes `reasoning_effort` low, high and max. */
  readonly reasoningEffort: boolean;
  /** Takes `tool_choice: "required"`. */
  readonly requiredToolChoice: boolean;
  /** Takes a named function as `tool_choice` once thinking is off. */
  readonly namedToolChoice: boolean;
  readonly logprobs: boolean;
  /** Takes tools declared by a system message: `{ role: 'system', tools: […] }`. */
  readonly declaredTools: boolean;
}

const plain: KimiModelRules = {
  thinking: 'implicit',
  keepsThinking: false,
  reasoningEffort: false,
  requiredToolChoice: false,
  namedToolChoice: false,
  logprobs: true,
  declaredTools: false,
};
// `invalid logprobs: only false is allowed for this model` was answered by K3 (2026-08-27).
const k3: KimiModelRules = {
  ...plain,
  reasoningEffort: true,
  requiredToolChoice: true,
  logprobs: false,
  declaredTools: true,
};
const k27: KimiModelRules = { ...plain, thinking: 'enabled-only', keepsThinking: true };
const k26: KimiModelRules = { ...plain, thinking: 'toggle', keepsThinking: true, namedToolChoice: true };
// `thinking.keep is not supported by model "kimi-k2.5"`.
const k25: KimiModelRules = { ...plain, thinking: 'toggle' };

/** By id, on the platform and on the coding plan. Source: platform.kimi.ai docs, 2026-09-12. */
const families: readonly (readonly [RegExp, KimiModelRules])[] = [
  [/^(kimi-)?k3/, k3],
  [/^(kimi-k2\.7|kimi-for-coding|k2p7)/, k27],
  [/^(kimi-k2\.6|k2p6)/, k26],
  [/^(kimi-k2\.5|k2p5)/, k25],
  [/^(kimi-k2-|kimi-latest|kimi-thinking|moonshot-)/, plain],
];

/** The rules of a model. An id of no known family is taken to be like the newest one with its way of thinking. */
export function kimiModelRules(model: ModelDescriptor): KimiModelRules {
  let rules = known.get(model);
  if (rules === undefined) {
    rules = rulesOf(model);
    known.set(model, rules);
  }
  return rules;
}

/** Descriptors never change, and each request asks for the rules of one. */
const known = new WeakMap<ModelDescriptor, KimiModelRules>();

function rulesOf(model: ModelDescriptor): KimiModelRules {
  const family = families.find(([pattern]) => pattern.test(model.id.toLowerCase()));
  if (family !== undefined) return family[1];
  const { reasoning } = model.capabilities;
  if (reasoning === 'toggle') return k26;
  return reasoning === 'none' ? plain : k3;
}
