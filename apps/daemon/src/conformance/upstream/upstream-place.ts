import type { Socket } from 'node:net';

/** Where a vendor's base URL points, when not to its simulator. */
export type UpstreamPlace =
  /** Nobody listens there. */
  | { readonly kind: 'refused' }
  /** A name that never resolves (RFC 6761). */
  | { readonly kind: 'unresolvable' }
  /** `https` on the simulator's plain port. */
  | { readonly kind: 'tls-on-plain' }
  /** A listener whose queue is full: the connection is never made. */
  | { readonly kind: 'unanswering' }
  /** A TCP server of its own mind. */
  | { readonly kind: 'raw'; readonly behaviour: RawBehaviour };

export interface RawBehaviour {
  /** At once, before the client said anything. */
  onConnect?(socket: Socket): void;
  /** When the client's request began to arrive. */
  onRequest?(socket: Socket): void;
}
