/**
 * Whether a key is a stand-in that someone forgot to replace (`your_api_key_here`, `changeme`, `<key>`, `xxx…`,
 * `sk-...`). The one rule of the project: configuration, registry, diagnostics and doctor all ask here, before
 * anything is sent.
 *
 * It is about keys of vendors. What local servers are told for a key by their own docs (`ollama`, `EMPTY`,
 * `sk-no-key-required`) is none; and where a stand-in like `none` or `dummy` is meant for a local box, leaving it
 * out does no harm. An empty key is missing, not a placeholder.
 */
export function isPlaceholder(value: string): boolean {
  const text = value
    .trim()
    .replace(/^["'`](.*)["'`]$/, '$1')
    .toLowerCase();
  if (text === '' || text.length > longestPlaceholder) return false;
  const body = text.replace(/^bearer /, '').replace(vendorPrefix, '');
  return (
    wholePatterns.some((pattern) => pattern.test(text)) || bodyPatterns.some((pattern) => pattern.test(body))
  );
}

const longestPlaceholder = 200;
const vendorPrefix = /^sk-(kimi-|proj-|ant-|or-)?/;

/** Templates, which the prefix belongs to. */
const wholePatterns: readonly RegExp[] = [
  /^<.*>$/,
  /^\[.*\]$/,
  /^\{.*\}$/,
  /^\$\{?[a-z_][a-z0-9_]*\}?$/,
  /^%[a-z_][a-z0-9_]*%$/,
  /<[a-z][a-z0-9 _-]*>/,
];

/** Stand-ins for the part that is secret. */
const bodyPatterns: readonly RegExp[] = [
  // Cut short, as in documentation: `sk-...`, `sk-abc…`.
  /\.{3}|…/,
  // Made of nothing: `xxxxxxxx.xxxx`, `****`, `0000`.
  /^[x*._-]{3,}$/,
  /^([a-z0-9])\1{3,}$/,
  /placeholder/,
  /^your[-_ ]/,
  /^your(own|api|kimi|glm|zai|moonshot|secret)?(api)?(key|token|secret)/,
  /^(my|the|insert|enter|add|put|paste|replace|use)[-_ ].*(key|token|secret|here)/,
  /^(change|replace)[-_ ]?(me|this|it)/,
  /^fill[-_ ]?(me|this|it)?[-_ ]?in/,
  /(^|[-_ ])(key|token|secret)([-_ ]goes)?[-_ ]here$/,
  // The name of the variable instead of its value.
  /^([a-z]+[-_ ])*api[-_ ]?key$/,
  /^(todo|tbd|fixme|none|null|undefined|nil|n\/a|dummy|example|sample|secret|token|key|password)$/,
  /^(dummy|example|sample)[-_ ](api[-_ ])?(key|token|secret)$/,
];
