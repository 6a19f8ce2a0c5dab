import { against, type Finding } from './finding.js';
import { isSameEndpoint } from './public-url.js';
import type { DiagnosisContext, ProviderFacts } from './provider-facts.js';

/** What configuration has against a provider, in the order in which one would mend it. */
export function configurationFindings(facts: ProviderFacts, context: DiagnosisContext): readonly Finding[] {
  return [
    ...admissionFindings(facts),
    ...setUpFindings(facts),
    ...keyFindings(facts),
    ...endpointFindings(facts, context),
    ...modelFindings(facts),
    ...unservedFindings(facts),
  ];
}

function admissionFindings({ provider, enabled, allowed, registered }: ProviderFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (!enabled) {
    const advice = `Take ${provider} out of DISABLED_PROVIDERS and do not set providers.${provider}.enabled to false.`;
    findings.push(against('provider_disabled', `${provider} is disabled`, advice));
  }
  if (!allowed) {
    const advice = `Add ${provider} to ALLOWED_PROVIDERS, or leave that unset.`;
    findings.push(against('provider_not_allowed', `${provider} is not among the allowed providers`, advice));
  }
  // One that is disabled is left out on purpose: that it is missing is no second fault.
  if (enabled && !registered) {
    const advice = `Configure ${provider} under "providers", or register it in code.`;
    findings.push(against('not_registered', `${provider} is not registered`, advice));
  }
  return findings;
}

function setUpFindings({ initializationError, problems = [] }: ProviderFacts): readonly Finding[] {
  const findings: Finding[] = problems.map((reason) => ({ reason }));
  if (initializationError !== undefined) {
    findings.push(
      against(
        'provider_failed',
        `it could not be set up: ${initializationError}`,
        'Mend what the message says; the set-up is tried again at the next call.',
      ),
    );
  }
  return findings;
}

function keyFindings(facts: ProviderFacts): readonly Finding[] {
  const { provider, requiresKey, keyCount, placeholderKeyCount } = facts;
  const where = facts.keyNames.length === 0 ? `providers.${provider}.apiKeys` : facts.keyNames.join(' or ');
  if (requiresKey && keyCount === 0) {
    return [against('missing_key', `${provider} has no API key`, `Set ${where}.`)];
  }
  if (placeholderKeyCount === 0) return [];
  const advice = `Replace the placeholder in ${facts.keyName ?? where} by a real key.`;
  if (placeholderKeyCount < keyCount || !requiresKey) return [{ suggestion: advice }];
  const message =
    keyCount === 1
      ? `the API key of ${provider} is a placeholder`
      : `every API key of ${provider} is a placeholder`;
  return [against('placeholder_key', message, advice)];
}

function endpointFindings(
  facts: ProviderFacts,
  { localEndpoints = [] }: DiagnosisContext,
): readonly Finding[] {
  const { provider, requiresBaseUrl, baseUrl } = facts;
  const setting = `providers.${provider}.baseUrl`;
  if (baseUrl === undefined) {
    if (!requiresBaseUrl) return [];
    const listening = localEndpoints
      .filter((endpoint) => endpoint.listening)
      .map((endpoint): Finding => ({
        suggestion: `${endpoint.name} listens on this machine: set ${setting} to ${endpoint.baseUrl}.`,
      }));
    return [
      against('missing_base_url', `${provider} needs a base URL: where does it answer?`, `Set ${setting}.`),
      ...listening,
    ];
  }
  const silent = localEndpoints.find(
    (endpoint) => !endpoint.listening && isSameEndpoint(endpoint.baseUrl, baseUrl),
  );
  if (silent === undefined) return [];
  const message = `nothing listens at ${silent.baseUrl}`;
  return [against('not_listening', message, `Start ${silent.name}, or correct ${setting}.`)];
}

function modelFindings({ provider, modelCount, allowedModelCount }: ProviderFacts): readonly Finding[] {
  if (modelCount === 0) {
    return [
      against(
        'no_models',
        `${provider} has no models`,
        `Describe at least one under providers.${provider}.models.`,
      ),
    ];
  }
  if (allowedModelCount > 0) return [];
  const message = `none of the ${modelCount} models of ${provider} is allowed`;
  const advice = `Name one in providers.${provider}.allowedModels, or leave that unset to allow all.`;
  return [against('model_not_allowed', message, advice)];
}

/** A name too many does no harm; it is worth a word because whoever wrote it meant something. */
function unservedFindings({ provider, unservedModels = [] }: ProviderFacts): readonly Finding[] {
  return unservedModels.map(({ setting, name, retired, instead }) => {
    const what = retired ? 'a model that its vendor has retired' : `no model of ${provider}`;
    const advice = instead === undefined ? 'take it out' : `${retired ? 'use' : 'perhaps'} ${instead}`;
    return { suggestion: `providers.${provider}.${setting} names ${name}, ${what}: ${advice}.` };
  });
}
