import type { ErrorResponse } from '../../http/error-response.js';

/** What the fields of a chat body are called here, where an error names one. */
const namesOfDialect: ReadonlyMap<string | null, string> = new Map([
  ['messages', 'input'],
  ['max_tokens', 'max_output_tokens'],
]);

/** What the daemon says about an error, with the names that fields have in this dialect. */
export function inWordsOfResponses(told: ErrorResponse): ErrorResponse {
  const { error } = told.body;
  return { ...told, body: { error: { ...error, param: namesOfDialect.get(error.param) ?? error.param } } };
}
