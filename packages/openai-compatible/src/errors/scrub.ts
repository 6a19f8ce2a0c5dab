const mark = '[redacted]';

/** What looks like a key, a token or an account, whoever's it is. */
const shapes: readonly RegExp[] = [
  /\b(?:sk|pk|rk|ak|gsk|hf|xai|nvapi)[-_][\w*.-]{4,}/gi,
  // `Your account org-1<ak-2> …` names an account and a key.
  /\b(?:org|ak|proj|uid|acct)-[\w*-]+(?:\s*<[^<>\s]{0,200}>)?/gi,
  /<(?:ak|sk|key)-[^<>\s]{0,200}>/gi,
  /\b(?:bearer|basic)\s+(?:[\w.~+/=*-]{16,}|(?=[\w.~+/=*-]{0,16}\d)[\w.~+/=*-]{6,})/gi,
  /\beyJ[\w-]+(?:\.[\w-]+)*/g,
  // `<32 hex digits>.<letters>` and any other long run of letters with digits.
  /\b(?=\w{0,200}\d)(?=\w{0,200}[a-z])[a-z0-9]{20,}(?:\.\w+)?/gi,
  /\b(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[a-z])(?=[\w-]{0,200}[A-Z])[\w-]{40,}/g,
];

/** Pieces of a key of this many characters are taken out too: vendors like to show its beginning or its end. */
const fragmentLength = 8;

/**
 * A vendor's text without keys, tokens and account names, fit for an error or a log. The secrets of the call are
 * taken out whole and in fragments, whatever they look like; a secret of fewer than 4 characters is none.
 */
export function scrub(text: string, secrets: readonly string[] = []): string {
  const known = secrets.reduce(withoutSecret, text);
  return shapes.reduce((rest, shape) => rest.replace(shape, mark), known);
}

/** A text without one secret and its fragments, otherwise as it is. */
export function withoutSecret(text: string, secret: string): string {
  if (secret.length < 4) return text;
  return withoutFragments(text.replaceAll(secret, mark), secret);
}

function withoutFragments(text: string, secret: string): string {
  if (secret.length <= fragmentLength || text.length < fragmentLength) return text;
  const pieces = new Set<string>();
  for (let at = 0; at + fragmentLength <= secret.length; at += 1)
    pieces.add(secret.slice(at, at + fragmentLength));
  let clean = '';
  let copied = 0;
  for (let at = 0; at + fragmentLength <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + fragmentLength))) continue;
    let end = at + fragmentLength;
    while (end < text.length && pieces.has(text.slice(end - fragmentLength + 1, end + 1))) end += 1;
    clean += text.slice(copied, at) + mark;
    copied = end;
    at = end - 1;
  }
  return clean + text.slice(copied);
}
