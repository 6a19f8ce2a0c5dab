import { ConfigurationError } from '@reg/config';

/** Where a provider answers. */
export interface Endpoint {
  /** `https://host:port` */
  readonly origin: string;
  /** Path and query of a request. Nothing is added to the base URL but the path. */
  pathTo(path: string): string;
}

/**
 * Reads a base URL. Its path is kept as it is: versions differ (`/v1`, `/v4`), so none is ever added.
 *
 * @throws ConfigurationError when it is no http(s) URL, or carries a user, a password or a fragment.
 */
export function endpointAt(baseUrl: string, provider: string): Endpoint {
  const refuse = (problem: string): ConfigurationError =>
    new ConfigurationError([
      {
        source: 'argument',
        name: `${provider}.baseUrl`,
        expected: 'an http or https URL up to and including the version, such as https://host/v1',
        problem,
      },
    ]);
  if (!URL.canParse(baseUrl)) throw refuse('is not a URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse(`has the scheme ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw refuse('contains a user or a password, which belong to the keys');
  if (url.hash !== '') throw refuse('contains a fragment (#)');
  const base = url.pathname.replace(/\/+$/, '');
  return {
    origin: url.origin,
    pathTo: (path) => `${base}${path.startsWith('/') ? '' : '/'}${path}${url.search}`,
  };
}
