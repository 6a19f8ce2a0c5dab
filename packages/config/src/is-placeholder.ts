/**
 * Whether a key is a stand-in that someone forgot to replace (`your_api_key_here`, `changeme`, `<key>`,
 * `xxx…`, `sk-...`). The one rule of the project: configuration, registry, diagnostics and doctor all ask here,
 * before anything is sent.
 */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().toLowerCase();
  if (text === '') return false;
  return placeholderPatterns.some((pattern) => pattern.test(text));
}

const placeholderPatterns: readonly RegExp[] = [
  /^(sk-)?your[-_ ]/,
  /^(sk-)?(my|the|insert|enter|add|put|paste|replace)[-_ ].*(key|token|secret|here|me)/,
  /^(change|replace|fill)[-_ ]?(me|this|in)\b/,
  /placeholder/,
  /^(todo|tbd|fixme|none|null|undefined|dummy|example|secret|api[-_ ]?key|token|key|password|n\/a)$/,
  /^<.*>$/,
  /^\[.*\]$/,
  /^\{\{.*\}\}$/,
  /^\$\{?[a-z_][a-z0-9_]*\}?$/,
  /^(sk-)?[x*.…-]{3,}$/,
  /[-_ ](key|token|secret)[-_ ]here$/,
];
