import type { ListedModel, ModelDescriptor } from '../ports/model-descriptor.js';

/**
 * The descriptor of a model that only its vendor's live list knows. It grants nothing that the vendor did not state:
 * no price, no capability, and the status `unknown`, so that it is called only when asked for by name.
 */
export function describeUnknownModel(
  listed: ListedModel,
  list: { readonly provider: string; readonly nowMs: number },
): ModelDescriptor {
  const { contextWindow } = listed;
  return {
    id: listed.id,
    aliases: [],
    ...(contextWindow === undefined ? {} : { contextWindow }),
    capabilities: {
      vision: listed.vision ?? false,
      video: false,
      tools: false,
      forcedToolChoice: 'none',
      jsonObject: false,
      jsonSchema: false,
      // That it can be switched off is more than the vendor said.
      reasoning: listed.reasoning === true ? 'always' : 'none',
      continuation: false,
    },
    free: false,
    billing: 'per-token',
    status: 'unknown',
    rating: { capability: 0, speed: 0 },
    fact: { source: `live model list of ${list.provider}`, date: isoDate(list.nowMs) },
  };
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
