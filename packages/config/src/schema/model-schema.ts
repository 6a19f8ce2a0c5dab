import * as z from 'zod';

/** US dollars per million tokens, as one number for both directions or in detail. */
export function modelCostSchema() {
  const usd = z.number().min(0).max(1_000_000);
  const detailed = z.strictObject({ input: usd, output: usd, cachedInput: usd.exactOptional() });
  return z
    .union([usd, detailed], 'must be a number, or an object of input, output and cachedInput')
    .transform((cost) => (typeof cost === 'number' ? { input: cost, output: cost } : cost));
}

/** A model that the operator describes. */
export function customModelSchema() {
  const tokens = z.number().int().min(1).max(1_000_000_000).exactOptional();
  const name = z.string().trim().min(1).max(512);
  const percent = z.number().min(0).max(100);
  return z.strictObject({
    id: name,
    aliases: z.array(name).max(100).default([]),
    contextWindow: tokens,
    maxOutputTokens: tokens,
    capabilities: capabilitiesSchema().default({}),
    price: modelCostSchema().exactOptional(),
    free: z.boolean().exactOptional(),
    rating: z.strictObject({ capability: percent, speed: percent }).exactOptional(),
  });
}

function capabilitiesSchema() {
  const can = z.boolean().exactOptional();
  return z.strictObject({
    vision: can,
    video: can,
    remoteMedia: can,
    tools: can,
    forcedToolChoice: z.enum(['none', 'required', 'any']).exactOptional(),
    jsonObject: can,
    jsonSchema: can,
    reasoning: z.enum(['none', 'always', 'toggle', 'effort']).exactOptional(),
    continuation: can,
  });
}

/** No name may mean two models of one provider. */
export function customModelsSchema() {
  return z
    .array(customModelSchema())
    .max(10_000)
    .superRefine((models, context) => {
      const seen = new Set<string>();
      models.forEach((model, index) => {
        for (const name of [model.id, ...model.aliases].map((entry) => entry.toLowerCase())) {
          if (seen.has(name))
            context.addIssue({ code: 'custom', path: [index], message: 'has a name that another model has' });
          seen.add(name);
        }
      });
    });
}
