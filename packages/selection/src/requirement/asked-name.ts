import type { Requirement } from '@reg/core';

/** What was asked for, in quotes, and what that was taken to mean, for reasons. */
export function askedName({ requestedModel, modelMapping }: Requirement): string {
  const mapped = modelMapping === undefined ? '' : ` (mapped to "${modelMapping.to}")`;
  return `"${requestedModel}"${mapped}`;
}
