import { modelMapPresets, type EffectiveConfig } from '@reg/config';
import type { ModelMapTable } from '@reg/selection';

/** The operator's own map, and after it the presets that are switched on. In process none is unless it is named. */
export function modelMapFrom({ routing, providers }: EffectiveConfig): readonly ModelMapTable[] {
  const own = Object.keys(providers).map((id) => `${id.toLowerCase()}/`);
  return [
    { origin: 'routing.modelMap', rows: routing.modelMap },
    ...(routing.modelMapPresets ?? []).map((name) => ({
      origin: `preset ${name}`,
      // With a provider of that name `openai/gpt-5` means this one's model, be it there or not.
      rows: modelMapPresets[name].entries.filter(
        ({ match }) => !own.some((prefix) => match.startsWith(prefix)),
      ),
    })),
  ];
}
