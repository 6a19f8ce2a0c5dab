import type { HttpContext } from '../http/http-context.js';
import type { RoutedRegistry } from '../http/routed-registry.js';

/** Who sends a request, where virtual keys are in use. */
export interface Client {
  /** The name of its key, never the key. */
  readonly name: string;
  /** Whether it may use the operator's routes. */
  readonly admin: boolean;
  /** The registry as this client may use it: every limit of its key is in it. */
  limited(registry: RoutedRegistry): RoutedRegistry;
}

/** What serves a request, as whoever sent it may use it. */
export function contextFor(context: HttpContext, { client }: { readonly client?: Client }): HttpContext {
  return client === undefined ? context : { ...context, registry: client.limited(context.registry) };
}
