import type { ModelDescriptor } from '@reg/core';

/**
 * Models as a vendor's Anthropic endpoint offers them: without what the Messages API has no word for (video, JSON
 * without a schema), and without what no vendor promises there (keeping a schema, going on from a beginning).
 */
export function overMessages(models: readonly ModelDescriptor[]): readonly ModelDescriptor[] {
  return models.map((model) => ({
    ...model,
    capabilities: {
      ...model.capabilities,
      video: false,
      jsonObject: false,
      jsonSchema: false,
      continuation: false,
    },
  }));
}
