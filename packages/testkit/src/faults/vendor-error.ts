import type { FailureKind } from '@reg/core';

/** One error that a vendor is known to answer with: the exact status and body, and what it means. */
export interface VendorError {
  readonly status: number;
  /** Sent as JSON, or as it is when it is a text (an HTML page of a gateway). */
  readonly body: unknown;
  /** What a provider must make of it. */
  readonly expectedKind: FailureKind;
  /** What happened, for people; where it is known from, when not the vendor's own error page. */
  readonly meaning: string;
}
