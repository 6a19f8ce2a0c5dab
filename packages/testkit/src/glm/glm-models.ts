/** What the simulator knows about one GLM model. */
export interface GlmModel {
  readonly id: string;
  readonly contextWindow: number;
  readonly vision: boolean;
  /** `forced`: cannot be switched off. `effort`: `reasoning_effort` none and minimal switch it off too. */
  readonly thinking: 'none' | 'toggle' | 'effort' | 'forced';
  /** The wire habits of 2026: `object` on chunks and tool indexes from 0. */
  readonly recentWire: boolean;
  /** Seconds since the epoch. */
  readonly created: number;
}

function model(id: string, contextWindow: number, traits: Partial<GlmModel> = {}): GlmModel {
  return {
    id,
    contextWindow,
    vision: false,
    thinking: 'toggle',
    recentWire: false,
    created: 1_757_462_400,
    ...traits,
  };
}

const newest = { thinking: 'forced', recentWire: true, created: 1_786_636_800 } as const;

/** The models of docs.z.ai (2026-08 to 2026-09) and the free ones that only open.bigmodel.cn has (2026-01). */
export const glmModels: readonly GlmModel[] = [
  model('glm-5.3', 1_000_000, newest),
  model('glm-5.3-flash', 1_000_000, { ...newest, vision: true }),
  model('glm-5.3-flashx', 1_048_576, { ...newest, vision: true }),
  model('glm-5.2', 1_000_000, { thinking: 'effort', created: 1_781_308_800 }),
  model('glm-5.1', 200_000),
  model('glm-5', 204_800),
  model('glm-5-turbo', 200_000),
  model('glm-5v-turbo', 200_000, { vision: true }),
  model('glm-4.7', 204_800),
  model('glm-4.7-flashx', 200_000),
  model('glm-4.7-flash', 200_000),
  model('glm-4.6', 204_800),
  model('glm-4.6v', 128_000, { vision: true }),
  model('glm-4.6v-flashx', 131_072, { vision: true }),
  model('glm-4.6v-flash', 131_072, { vision: true }),
  model('glm-4.5', 131_072, { created: 1_753_632_000 }),
  model('glm-4.5-x', 131_072),
  model('glm-4.5-air', 131_072),
  model('glm-4.5-airx', 131_072),
  model('glm-4.5-flash', 131_072),
  model('glm-4.5v', 64_000, { vision: true }),
  model('glm-4-32b-0414-128k', 131_072, { thinking: 'none' }),
  model('glm-4-flash-250414', 131_072, { thinking: 'none' }),
  model('glm-z1-flash', 131_072, { thinking: 'forced' }),
];

/** The models to serve: all that are known, or those that were asked for. */
export function servedGlmModels(ids: readonly string[] | undefined): ReadonlyMap<string, GlmModel> {
  const known = new Map(glmModels.map((entry) => [entry.id, entry]));
  const served = ids ?? [...known.keys()];
  return new Map(served.map((id) => [id, known.get(id) ?? model(id, 131_072)]));
}
