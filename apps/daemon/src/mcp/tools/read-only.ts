import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';

/** Of tools that look at reg itself: nothing changes, nobody is called, the same question may be asked again. */
export const readOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
