import { reportOf } from '@reg/selection';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { errorResponse } from '../http/error-response.js';
import type { RequestRecord } from '../http/request-record.js';
import type { McpContext } from './mcp-context.js';

export interface FailureDetails {
  /** The record of a chat that failed: it gets code and text for the log. */
  readonly record?: RequestRecord;
  /** What came of an answer before it broke. */
  readonly partialText?: string;
}

/** Where hosts that know reg find the code of an error. */
const errorMeta = 'reg/error';

/**
 * An error as the result of a tool: what the model of the host reads, and under `_meta` what programs read. It is
 * the same mapping as over HTTP, so it holds no key and no stack.
 */
export function toolFailure(
  error: unknown,
  context: McpContext,
  { record, partialText = '' }: FailureDetails = {},
): CallToolResult {
  const { status, headers, body } = errorResponse(error, {
    requestId: record?.requestId ?? 'unknown',
    snapshot: () => context.registry.snapshot(),
  });
  const { message, code, param } = body.error;
  if (record !== undefined) {
    record.errorCode = code;
    record.errorMessage = status === 500 && error instanceof Error ? String(error.stack) : message;
  }
  const retryAfter = headers['retry-after'];
  const decisionId = reportOf(error)?.decisionId;
  const wait = retryAfter === undefined ? '' : ` Try again in ${retryAfter} s.`;
  const begun = partialText === '' ? '' : ' The answer broke off; what came of it follows.';
  return {
    isError: true,
    content: [
      { type: 'text', text: `${message}${wait} (code: ${code})${begun}` },
      ...(partialText === '' ? [] : [{ type: 'text' as const, text: partialText }]),
    ],
    _meta: {
      [errorMeta]: {
        code,
        status,
        ...(param === null ? {} : { param }),
        ...(retryAfter === undefined ? {} : { retryAfterSeconds: Number(retryAfter) }),
        ...(decisionId === undefined ? {} : { decisionId }),
      },
    },
  };
}
