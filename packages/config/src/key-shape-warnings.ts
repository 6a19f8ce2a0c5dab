import type { ProviderConfig, ProviderType } from './effective-config.js';
import type { Secret } from './secret.js';

/**
 * What is unusual about a key for the kind of endpoint it is meant for; empty when nothing is. A warning, never a
 * reason to refuse: vendors change the shape of their keys without notice. Never contains key material.
 *
 * Shapes as seen in the vendors' docs and clients, 2026-11: Kimi's platform `sk-…`, Kimi Code `sk-kimi-…`,
 * GLM `<id>.<secret>`.
 */
export function keyShapeWarnings(
  type: ProviderType,
  key: Secret,
  { baseUrl, endpoint }: Partial<Pick<ProviderConfig, 'baseUrl' | 'endpoint'>> = {},
): readonly string[] {
  const text = key.reveal();
  const foreign = foreignVendors.find(({ shape }) => shape.test(text));
  const vendor =
    foreign === undefined
      ? vendorWarnings(type, text, isPlanHost(baseUrl, endpoint))
      : [foreignWarning(type, foreign.name)];
  return [...transportWarnings(text), ...(type === 'openai-compatible' ? [] : vendor)];
}

const foreignVendors: readonly { readonly name: string; readonly shape: RegExp }[] = [
  { name: 'Anthropic', shape: /^sk-ant-/ },
  { name: 'OpenAI', shape: /^sk-(proj|svcacct|admin)-/ },
  { name: 'OpenRouter', shape: /^sk-or-/ },
  { name: 'Google', shape: /^AIza/ },
  { name: 'Groq', shape: /^gsk_/ },
  { name: 'xAI', shape: /^xai-/ },
  { name: 'Hugging Face', shape: /^hf_/ },
  { name: 'GitHub', shape: /^(ghp|gho|github_pat)_/ },
];

const vendorNames = { kimi: 'Kimi', glm: 'GLM', 'openai-compatible': 'this endpoint' } as const;

function foreignWarning(type: ProviderType, vendor: string): string {
  return `it has the shape of a key of ${vendor}, not of ${vendorNames[type]}`;
}

/** What would break on the way, whoever the vendor is. */
function transportWarnings(text: string): readonly string[] {
  const found: string[] = [];
  if (/^bearer\s/i.test(text)) found.push('it begins with "Bearer", which is added by itself');
  else if (/\s/.test(text)) found.push('it contains white space');
  if (/^["'`]|["'`]$/.test(text)) found.push('it is enclosed in quotes');
  if (/[^\x20-\x7e]/.test(text)) found.push('it contains characters that a header cannot carry');
  return found;
}

const glmShape = /^[^.\s]+\.[^.\s]+$/;

function vendorWarnings(type: ProviderType, text: string, planHost: boolean): readonly string[] {
  if (type === 'glm') {
    if (/^sk-/.test(text))
      return ['it begins with "sk-" like a key of Kimi; a key of GLM is "<id>.<secret>"'];
    return glmShape.test(text) ? [] : ['a key of GLM is "<id>.<secret>" with exactly one dot'];
  }
  if (glmShape.test(text)) return ['it has the shape of a key of GLM, "<id>.<secret>"'];
  if (!text.startsWith('sk-')) return ['a key of Kimi begins with "sk-"'];
  if (text.length < 20) return ['it is too short for a key of Kimi'];
  return kimiPlanWarnings(text, planHost);
}

/** Keys of the coding plan and of the platform are refused by each other's host. */
function kimiPlanWarnings(text: string, planHost: boolean): readonly string[] {
  const planKey = text.startsWith('sk-kimi-');
  if (planKey && !planHost)
    return [
      'it is a key of Kimi Code, which only https://api.kimi.com/coding/v1 accepts: set endpoint: coding',
    ];
  if (!planKey && planHost) return ['Kimi Code keys begin with "sk-kimi-"; a platform key is refused there'];
  return [];
}

function isPlanHost(baseUrl: string | undefined, endpoint: ProviderConfig['endpoint']): boolean {
  if (baseUrl === undefined) return endpoint === 'coding';
  return URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.kimi.com';
}
