import type { Requirement } from '@reg/core';

/** Everything of a requirement but its time and its exclusions, as one text: equal for equal requirements alone. */
export function requirementKey(requirement: Requirement): string {
  const { requestedModel, modelMapping, explicitTargets, allowedModels, category, maxCostUsd, needs } =
    requirement;
  const { estimatedInputTokens, maxOutputTokens, choices, minContextWindow } = requirement;
  const flags =
    Number(requirement.allowFallback) |
    (Number(requirement.freeOnly) << 1) |
    (Number(needs.vision) << 2) |
    (Number(needs.video) << 3) |
    (Number(needs.remoteMedia === true) << 4) |
    (Number(needs.tools) << 5) |
    (Number(needs.jsonObject) << 6) |
    (Number(needs.jsonSchema) << 7) |
    (Number(needs.reasoning) << 8) |
    (Number(needs.noReasoning) << 9) |
    (Number(needs.continuation) << 10);
  const numbers = `${estimatedInputTokens} ${maxOutputTokens ?? ''} ${choices ?? ''} ${minContextWindow ?? ''} ${maxCostUsd ?? ''}`;
  const mapped =
    modelMapping === undefined
      ? '-'
      : `${textKey(modelMapping.match)}${textKey(modelMapping.to)}${textKey(modelMapping.origin)}`;
  const names = `${textKey(requestedModel)}${mapped}${textKey(category)}${namesKey(explicitTargets)}${namesKey(allowedModels)}`;
  return `${flags} ${needs.forcedToolChoice} ${numbers} ${names}`;
}

/** With their number, so that no list runs into the next. */
function namesKey(names: readonly string[] | undefined): string {
  return names === undefined ? '-' : `${names.length}[${names.map(textKey).join('')}`;
}

/** With its length, so that no text can pass for two. */
function textKey(text: string): string {
  return `${text.length}:${text}`;
}
