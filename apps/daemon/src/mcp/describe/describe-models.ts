import type { ModelsReport } from '../reports/models-report.js';

type Model = ModelsReport['models'][number];

/** The list in one line a model, for hosts that read text only. */
export function describeModels({ sandbox, models, routes }: ModelsReport): string {
  const head = `${models.length} models, best first${sandbox ? ' (sandbox: simulated, no vendor is asked)' : ''}`;
  const lines = models.map((model) => `- ${model.id} (${model.provider}): ${factsOf(model).join(', ')}`);
  return [`${head}:`, ...lines, `reg chooses under: ${routes.map(({ id }) => id).join(', ')}`].join('\n');
}

function factsOf(model: Model): string[] {
  const { contextWindow, maxOutputTokens, available, reasons, status } = model;
  return [
    ...(contextWindow === undefined ? [] : [`window ${contextWindow}`]),
    ...(maxOutputTokens === undefined ? [] : [`output ${maxOutputTokens}`]),
    priceOf(model),
    ...abilitiesOf(model.capabilities),
    ...(status === 'active' ? [] : [status]),
    ...(available ? [] : [`not now: ${reasons.join('; ')}`]),
  ];
}

function priceOf({ free, price }: Model): string {
  if (free) return 'free';
  return price === undefined
    ? 'price unknown'
    : `$${price.inputUsdPerMTok} in, $${price.outputUsdPerMTok} out per million tokens`;
}

function abilitiesOf(capabilities: Readonly<Record<string, unknown>>): string[] {
  const flags = ['vision', 'video', 'tools', 'jsonSchema'].filter((name) => capabilities[name] === true);
  return capabilities['reasoning'] === 'none' ? flags : [...flags, 'reasoning'];
}
