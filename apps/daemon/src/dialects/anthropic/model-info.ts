import type { ModelCapabilities } from '@reg/core';
import type { ModelFacts, ModelRow } from '../../http/models-list.js';

interface Support {
  readonly supported: boolean;
}

export type Lifecycle = 'active' | 'deprecated' | 'retired';

/** A model in Anthropic's form (types of @anthropic-ai/sdk 1.12.0, 2026-11-23), and what reg knows under `reg`. */
export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly lifecycle: Lifecycle;
  /** Vendors tell neither date in a form that reg could hand on. */
  readonly deprecated_at: null;
  readonly retires_at: null;
  /** One of Anthropic's own, which no model here is. */
  readonly line: null;
  /** Tokens; `null` where nobody published it, and for names behind which reg chooses. */
  readonly max_input_tokens: number | null;
  readonly max_tokens: number | null;
  readonly capabilities: ReturnType<typeof capabilitiesFrom> | null;
  readonly reg: ModelRow['reg'];
}

/** A row of GET /v1/models as clients of this dialect read it. */
export function modelInfoFrom({ id, created, reg }: ModelRow): ModelInfo {
  const facts = reg.kind === 'model' ? reg : undefined;
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(created * 1000).toISOString(),
    lifecycle: lifecycleFrom(facts),
    deprecated_at: null,
    retires_at: null,
    line: null,
    max_input_tokens: facts?.contextWindow ?? null,
    max_tokens: facts?.maxOutputTokens ?? null,
    capabilities: facts === undefined ? null : capabilitiesFrom(facts.capabilities),
    reg,
  };
}

/** Names behind which reg chooses are always in use. */
function lifecycleFrom(facts: ModelFacts | undefined): Lifecycle {
  if (facts?.status === 'retired') return 'retired';
  return facts?.status === 'legacy' || facts?.status === 'rerouted' ? 'deprecated' : 'active';
}

const yes: Support = { supported: true };
const no: Support = { supported: false };
const support = (supported: boolean): Support => (supported ? yes : no);

/** What the model can do by way of reg: Anthropic's servers run nothing for it, and no vendor tells citations. */
function capabilitiesFrom({ vision, jsonSchema, reasoning }: ModelCapabilities) {
  const effort = support(reasoning === 'effort');
  return {
    batch: no,
    citations: no,
    code_execution: no,
    context_management: {
      supported: false,
      clear_thinking_20251015: no,
      clear_tool_uses_20250919: no,
      compact_20260112: no,
    },
    effort: { ...effort, low: effort, medium: effort, high: effort, xhigh: effort, max: effort },
    image_input: support(vision),
    pdf_input: no,
    server_tools: { supported: false, code_execution: no, web_search: no },
    structured_outputs: support(jsonSchema),
    thinking: {
      supported: reasoning !== 'none',
      // These two leave it to the model, which every model takes.
      types: {
        adaptive: yes,
        between_tools: yes,
        disabled: support(reasoning !== 'always'),
        enabled: support(reasoning !== 'none'),
      },
    },
  };
}
