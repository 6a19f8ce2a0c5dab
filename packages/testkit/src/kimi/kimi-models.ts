/** What the simulator knows about one of Moonshot's models. */
export interface KimiModel {
  readonly id: string;
  /** Which rules it follows. */
  readonly family: 'k3' | 'k2.7' | 'k2.6';
  readonly contextWindow: number;
  readonly defaultMaxTokens: number;
  /** Seconds since the epoch. */
  readonly created: number;
}

const k3 = { family: 'k3', contextWindow: 1_048_576, defaultMaxTokens: 131_072 } as const;
const k2 = { contextWindow: 262_144, defaultMaxTokens: 32_768 } as const;

/** The live models of platform.kimi.ai, 2026-09-12; K3.1 as third parties tell it, 2026-10-25. */
export const kimiModels: readonly KimiModel[] = [
  { id: 'kimi-k3.1-pro', ...k3, created: 1_792_713_600 },
  { id: 'kimi-k3.1-pro-highspeed', ...k3, created: 1_792_713_600 },
  { id: 'kimi-k3', ...k3, created: 1_783_900_800 },
  { id: 'kimi-k2.7-code', family: 'k2.7', ...k2, created: 1_780_272_000 },
  { id: 'kimi-k2.7-code-highspeed', family: 'k2.7', ...k2, created: 1_780_272_000 },
  { id: 'kimi-k2.6', family: 'k2.6', ...k2, created: 1_776_643_200 },
];

/** The models to serve: all that are known, or those that were asked for. */
export function servedKimiModels(ids: readonly string[] | undefined): ReadonlyMap<string, KimiModel> {
  const known = new Map(kimiModels.map((model) => [model.id, model]));
  const served = ids ?? [...known.keys()];
  return new Map(
    served.map((id) => [id, known.get(id) ?? { id, family: 'k2.6', ...k2, created: 1_776_643_200 }]),
  );
}
