import type { ProviderFacts } from '../diagnostics/provider-facts.js';

/** A provider that nothing is wrong with, but for what a test says otherwise. */
export function providerFacts(overrides: Partial<ProviderFacts> = {}): ProviderFacts {
  return {
    provider: 'kimi',
    type: 'kimi',
    registered: true,
    enabled: true,
    allowed: true,
    initialized: true,
    requiresKey: true,
    keyNames: ['KIMI_API_KEY', 'MOONSHOT_API_KEY'],
    keyCount: 1,
    placeholderKeyCount: 0,
    requiresBaseUrl: false,
    baseUrl: 'https://api.moonshot.ai/v1',
    modelCount: 5,
    allowedModelCount: 5,
    circuits: [],
    ...overrides,
  };
}
