import type { ModelMapping, RequestNeeds, Requirement } from '@reg/core';

/** Whether two requirements ask for the same, at whatever time: then they are placed alike. Exclusions are not compared. */
export function isSameRequirement(left: Requirement, right: Requirement): boolean {
  return (
    left === right ||
    (left.estimatedInputTokens === right.estimatedInputTokens &&
      left.maxOutputTokens === right.maxOutputTokens &&
      left.choices === right.choices &&
      left.minContextWindow === right.minContextWindow &&
      left.maxCostUsd === right.maxCostUsd &&
      left.allowFallback === right.allowFallback &&
      left.freeOnly === right.freeOnly &&
      left.requestedModel === right.requestedModel &&
      left.category === right.category &&
      isSameNeeds(left.needs, right.needs) &&
      isSameMapping(left.modelMapping, right.modelMapping) &&
      isSameList(left.explicitTargets, right.explicitTargets) &&
      isSameList(left.allowedModels, right.allowedModels))
  );
}

function isSameNeeds(left: RequestNeeds, right: RequestNeeds): boolean {
  return (
    left.vision === right.vision &&
    left.video === right.video &&
    left.remoteMedia === right.remoteMedia &&
    left.tools === right.tools &&
    left.forcedToolChoice === right.forcedToolChoice &&
    left.jsonObject === right.jsonObject &&
    left.jsonSchema === right.jsonSchema &&
    left.reasoning === right.reasoning &&
    left.noReasoning === right.noReasoning &&
    left.continuation === right.continuation
  );
}

function isSameMapping(left: ModelMapping | undefined, right: ModelMapping | undefined): boolean {
  return (
    left === right ||
    (left?.match === right?.match && left?.to === right?.to && left?.origin === right?.origin)
  );
}

/** Most lists are the very same one: what a name means is resolved once. */
function isSameList(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined || left.length !== right.length) return false;
  return left.every((name, index) => name === right[index]);
}
