import type { SharedV4ProviderOptions } from '@ai-sdk/provider';

/** Fields that a caller puts on a message or a part as they stand on the wire: its `providerOptions.reg`. */
export function wireFields(options: SharedV4ProviderOptions | undefined): Readonly<Record<string, unknown>> {
  return options?.['reg'] ?? {};
}
