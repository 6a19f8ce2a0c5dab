import { memoizeFrozen, type ChatTool } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';

type Warn = EncodeContext['warn'];
type AcceptTools = (tools: readonly ChatTool[], warn: Warn) => readonly ChatTool[];

/**
 * The same translation of tools into what a vendor takes, which for tools that come with every request is made once and
 * told of each time. It must depend on nothing but the tools.
 */
export function memoizeTools(accept: AcceptTools): AcceptTools {
  const accepted = memoizeFrozen((given: readonly ChatTool[]) => {
    const warnings: Parameters<Warn>[0][] = [];
    const tools = accept(given, (warning) => {
      warnings.push(warning);
    });
    return { tools, warnings };
  });
  return (given, warn) => {
    const { tools, warnings } = accepted(given);
    for (const warning of warnings) warn(warning);
    return tools;
  };
}
