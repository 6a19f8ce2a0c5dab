import type { ModelDescriptor, RequestNeeds, Requirement } from '@reg/core';

/** What a candidate may lack and a requirement may need, each a bit, so that one comparison sees all of them. */
const bits = {
  vision: 1 << 0,
  video: 1 << 1,
  remoteMedia: 1 << 2,
  tools: 1 << 3,
  continuation: 1 << 4,
  free: 1 << 5,
  requiredToolChoice: 1 << 6,
  namedToolChoice: 1 << 7,
  jsonObject: 1 << 8,
  jsonSchema: 1 << 9,
  reasoning: 1 << 10,
  knownWindow: 1 << 11,
  /** To be called without having been asked for by name. */
  choosable: 1 << 12,
};

/** Parameters can be changed by an adapter, so a model that was named may lack all of these. */
export const forgivenWhenNamed =
  bits.requiredToolChoice |
  bits.namedToolChoice |
  bits.jsonObject |
  bits.jsonSchema |
  bits.reasoning |
  bits.knownWindow |
  bits.choosable;

export function lackedBy(
  { capabilities: has, contextWindow, status }: ModelDescriptor,
  free: boolean,
): number {
  return (
    bit(!has.vision, bits.vision) |
    bit(!has.video, bits.video) |
    bit(has.remoteMedia === false, bits.remoteMedia) |
    bit(!has.tools, bits.tools) |
    bit(!has.continuation, bits.continuation) |
    bit(!free, bits.free) |
    bit(has.forcedToolChoice === 'none', bits.requiredToolChoice) |
    bit(has.forcedToolChoice !== 'any', bits.namedToolChoice) |
    bit(!has.jsonObject, bits.jsonObject) |
    bit(!has.jsonSchema, bits.jsonSchema) |
    bit(has.reasoning === 'none', bits.reasoning) |
    bit(contextWindow === undefined, bits.knownWindow) |
    bit(status === 'rerouted' || status === 'unknown', bits.choosable)
  );
}

export function neededBy({ needs, freeOnly, minContextWindow }: Requirement): number {
  return (
    needBits(needs) |
    bit(freeOnly, bits.free) |
    bit(minContextWindow !== undefined, bits.knownWindow) |
    bits.choosable
  );
}

function needBits(needs: RequestNeeds): number {
  return (
    bit(needs.vision, bits.vision) |
    bit(needs.video, bits.video) |
    bit(needs.remoteMedia === true, bits.remoteMedia) |
    bit(needs.tools, bits.tools) |
    bit(needs.continuation, bits.continuation) |
    bit(needs.forcedToolChoice === 'required', bits.requiredToolChoice) |
    bit(needs.forcedToolChoice === 'function', bits.namedToolChoice) |
    bit(needs.jsonObject, bits.jsonObject) |
    bit(needs.jsonSchema, bits.jsonSchema) |
    bit(needs.reasoning, bits.reasoning)
  );
}

function bit(isSet: boolean, value: number): number {
  return isSet ? value : 0;
}
