/** A base URL as it may be shown: keys travel in user names, passwords and queries too. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  parsed.search = '';
  parsed.hash = '';
  return parsed.href.replace(/\/$/, '');
}

/** Whether two URLs lead to the same port of the same machine. */
export function isSameEndpoint(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return false;
  return placeOf(new URL(left)) === placeOf(new URL(right));
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function placeOf(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${loopbackNames.has(url.hostname) ? 'loopback' : url.hostname}:${port}`;
}
