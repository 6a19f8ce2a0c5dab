import type { ModelDescriptor } from '@reg/core';

/** What one family of models takes, beyond what all of them share. */
export interface GlmModelRules {
  /**
   * How the model is told to think. `forced`: it always does, by `reasoning_effort` low, high or max. `effort`:
   * by degree, none included. `toggle`: on or off. `unsaid`: it does as it does and takes no parameter.
   */
  readonly thinking: 'forced' | 'effort' | 'toggle' | 'unsaid';
  /** Can stream the arguments of a tool call; others send each call in one piece. */
  readonly toolStream: boolean;
  /** Writes its thinking into the text between tags, instead of into `reasoning_content`. */
  readonly tagsInText: boolean;
}

/** Source: docs.z.ai OpenAPI 2026-08-03 and developer pages 2026-08-23. */
export function glmModelRules(model: ModelDescriptor): GlmModelRules {
  let rules = known.get(model);
  if (rules === undefined) {
    rules = rulesOf(model);
    known.set(model, rules);
  }
  return rules;
}

/** Descriptors never change, and each request asks for the rules of one. */
const known = new WeakMap<ModelDescriptor, GlmModelRules>();

function rulesOf(model: ModelDescriptor): GlmModelRules {
  // A rerouted id is answered by its successor, so the successor's rules hold.
  const id = (model.status === 'rerouted' ? model.successor : undefined) ?? model.id;
  return {
    thinking: thinkingOf(id, model.capabilities.reasoning),
    toolStream: generationOf(id) >= 4.6 && !isOfVisionEndpoint(id),
    tagsInText: /^glm-(4\.5v|4\.1v|z1)/i.test(id),
  };
}

function thinkingOf(
  id: string,
  reasoning: ModelDescriptor['capabilities']['reasoning'],
): GlmModelRules['thinking'] {
  if (generationOf(id) >= 5.3) return 'forced';
  if (reasoning === 'toggle' || reasoning === 'effort') return reasoning;
  // glm-z1 and glm-4.1v-thinking: thinking is the model, there is nothing to say about it.
  return 'unsaid';
}

/** 4.6 of `glm-4.6v-flash`, 0 of a name without one. */
function generationOf(id: string): number {
  return Number(/^glm-(\d+(?:\.\d+)?)/i.exec(id)?.[1] ?? 0);
}

/** The vision endpoint's schema has no `tool_stream`. */
function isOfVisionEndpoint(id: string): boolean {
  return /^glm-[\d.]+v/i.test(id);
}
