import { modelMapPresets, type EffectiveConfig } from '@reg/config';
import type { ModelMapping, ModelResolution } from '@reg/core';
import { createModelMap } from '@reg/selection';
import { modelMapFrom } from './model-map-from.js';

/** A name that no provider serves and that is answered all the same. */
export interface MappedModel {
  readonly id: string;
  readonly mapping: ModelMapping;
}

/** Each mapped name that can be told, once: the exact ones of the map and the current ones of its presets. */
export function mappedModels(
  config: EffectiveConfig,
  resolveModel: (name: string) => ModelResolution,
): readonly MappedModel[] {
  const { modelMap, modelMapPresets: presets = [] } = config.routing;
  const mapModel = createModelMap(modelMapFrom(config));
  const named = [
    ...modelMap.map(({ match }) => match).filter((match) => !match.includes('*')),
    ...presets.flatMap((preset) => modelMapPresets[preset].names),
  ];
  const taken = new Set<string>();
  return named.flatMap((id) => {
    const key = id.toLowerCase();
    if (taken.has(key)) return [];
    taken.add(key);
    const mapping = resolveModel(id).kind === 'found' ? undefined : mapModel(id);
    return mapping === undefined ? [] : [{ id, mapping }];
  });
}
