import { modelMapPresets, type EffectiveConfig } from '@reg/config';
import type { ModelMapTable } from '@reg/selection';

/** The operator's own map, and after it the presets that are switched on. In process none is unless it is named. */
export function modelMapFrom({ routing }: EffectiveConfig): readonly ModelMapTable[] {
  return [
    { origin: 'routing.modelMap', rows: routing.modelMap },
    ...(routing.modelMapPresets ?? []).map((name) => ({
      origin: `preset ${name}`,
      rows: modelMapPresets[name].entries,
    })),
  ];
}
