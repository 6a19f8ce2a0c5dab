/** One row of a model map: names, and what stands for them. */
interface PresetEntry {
  readonly match: string;
  readonly to: string;
}

/** What the clients of one kind ask for when nobody tells them a model, and what answers instead. */
export interface ModelMapPresetTable {
  /** Where the names are from, and when they were read. */
  readonly source: string;
  readonly date: string;
  /** Current names, for lists; each of them is mapped by `entries`. */
  readonly names: readonly string[];
  readonly entries: readonly PresetEntry[];
}

const small = 'auto:fast_response';
const usual = 'auto:balanced';
const large = 'auto:extended_reasoning';

const to = (target: string, names: readonly string[]): readonly PresetEntry[] =>
  names.map((match) => ({ match, to: target }));

/** haiku is the class for background work; opus, fable and mythos are those for hard work; the rest is sonnet. */
const claude = {
  names: ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
  entries: [
    ...to(small, ['claude-*haiku*', 'claude-instant*']),
    ...to(large, ['claude-*opus*', 'claude-*fable*', 'claude-*mythos*']),
    ...to(usual, ['claude-*']),
  ],
};

/** luna, mini and nano are the small ones; pro and astra the large ones. */
const gpt = {
  names: ['gpt-6-astra', 'gpt-6.1-sol', 'gpt-6-luna'],
  entries: ['gpt-5', 'gpt-6'].flatMap((generation) => [
    ...to(small, [`${generation}*-mini*`, `${generation}*-nano*`, `${generation}*-luna*`]),
    ...to(large, [`${generation}*-pro*`, `${generation}*-astra*`]),
    ...to(usual, [`${generation}*`]),
  ]),
};

/** Made for Codex; stands before the `gpt-5*` that would take them too. */
const codex = {
  names: ['gpt-5.3-codex'],
  entries: [
    ...to(small, ['codex-mini*', 'gpt-*-codex-mini*', 'gpt-*-codex-spark*']),
    ...to(large, ['gpt-*-codex-max*']),
  ],
};

/**
 * Names that programs have had in them for years. They are spelled out where a pattern would also take models for
 * sound, pictures or search (`gpt-4o-audio-preview`), for which no text model can stand in.
 */
const olderOpenAi = {
  names: ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'o3', 'o4-mini'],
  entries: [
    ...to(small, ['gpt-4o-mini', 'gpt-4o-mini-20*', 'gpt-4.1-mini*', 'gpt-4.1-nano*', 'gpt-3.5-turbo*']),
    ...to(small, ['o1-mini', 'o1-mini-20*', 'o3-mini', 'o3-mini-20*', 'o4-mini', 'o4-mini-20*']),
    ...to(large, ['o1', 'o1-20*', 'o1-preview*', 'o1-pro*', 'o3', 'o3-20*', 'o3-pro*']),
    ...to(usual, ['gpt-4o', 'gpt-4o-20*', 'chatgpt-4o-latest', 'gpt-4.1', 'gpt-4.1-20*', 'gpt-4.5*']),
    ...to(usual, ['gpt-4', 'gpt-4-*']),
  ],
};

type Family = Pick<ModelMapPresetTable, 'names' | 'entries'>;

/**
 * A family as resellers spell it: its vendor in front, versions with a dot, and perhaps a variant behind
 * (`openai/gpt-4o:extended`).
 */
function ofVendor(vendor: string, { names, entries }: Family): Family {
  return {
    names: names.map((name) => `${vendor}/${name.replace(/(\d)-(?=\d)/, '$1.')}`),
    entries: entries.flatMap(({ match, to: target }) =>
      to(target, [`${vendor}/${match}`, ...(match.endsWith('*') ? [] : [`${vendor}/${match}:*`])]),
    ),
  };
}

/** `~anthropic/…-latest` is whichever model is the latest. The `-high` ones are names of OpenRouter alone. */
const resold: readonly Family[] = [
  ofVendor('anthropic', claude),
  { names: [], entries: ofVendor('~anthropic', claude).entries },
  ...[codex, gpt, olderOpenAi].map((family) => ofVendor('openai', family)),
  { names: [], entries: to(small, ['openai/o3-mini-high*', 'openai/o4-mini-high*']) },
];

function preset(source: string, ...families: readonly Family[]): ModelMapPresetTable {
  return {
    source,
    date: '2026-11-23',
    names: families.flatMap(({ names }) => names),
    entries: families.flatMap(({ entries }) => entries),
  };
}

const anthropicNames =
  'type Model of @anthropic-ai/sdk 1.12.0; platform.claude.com/docs/en/about-claude/models/overview';
const resoldNames = 'openrouter.ai/models';
const openAiNames = 'type ChatModel of openai 7.57.0; developers.openai.com/api/docs/models';

/** The names that each kind of client asks for by itself. All lead to categories, so that any provider can answer. */
export const modelMapPresets = {
  'claude-code': preset(`code.claude.com/docs/en/model-config; ${anthropicNames}`, claude),
  codex: preset(`developers.openai.com/codex/models; ${openAiNames}`, codex, gpt),
  // Its providers `anthropic` and `openai` ask for these, when only their base URL was changed.
  opencode: preset(`opencode.ai/docs/models; ${anthropicNames}; ${openAiNames}`, claude, codex, gpt),
  aider: preset(
    `aider.chat/docs/llms.html; ${anthropicNames}; ${openAiNames}; ${resoldNames}`,
    claude,
    gpt,
    olderOpenAi,
    ...resold,
  ),
  // Cline, Roo Code and others that were set up for a reseller, and only had their base URL changed.
  openrouter: preset(`${resoldNames}; ${anthropicNames}; ${openAiNames}`, ...resold),
  anthropic: preset(anthropicNames, claude),
  openai: preset(openAiNames, codex, gpt, olderOpenAi),
} as const satisfies Readonly<Record<string, ModelMapPresetTable>>;

/** For which kind of client a preset is. */
export type ModelMapPreset = keyof typeof modelMapPresets;

/** Every preset there is. */
export const modelMapPresetNames = Object.keys(modelMapPresets) as readonly ModelMapPreset[];
