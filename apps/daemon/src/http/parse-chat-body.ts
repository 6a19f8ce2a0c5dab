import { InvalidRequestError, type ChatRequest, type RouteOptions } from '@reg/core';
import { parseRouteOptions } from '@reg/selection';
import { checkMessages, maxProblems, type RequestProblem } from './check-messages.js';
import { chatFields, isRecord } from './field-check.js';

/** A request as the registry takes it: `reg` apart from what goes to the vendor. No model named is an empty one. */
export interface ChatBody {
  readonly request: ChatRequest;
  readonly route: RouteOptions;
}

const maxModelNameLength = 256;

/**
 * Checks the few fields that routing reads and hands the rest on untouched. The body is the caller's no more.
 *
 * @throws InvalidRequestError with every problem of the body.
 */
export function parseChatBody(body: unknown): ChatBody {
  if (!isRecord(body)) {
    throw new InvalidRequestError([{ parameter: 'body', message: 'must be a JSON object' }]);
  }
  const { reg } = body;
  const fields = reg === undefined ? body : withoutReg(body);
  const problems: RequestProblem[] = [];
  checkNames(fields, problems);
  checkModel(fields['model'], problems);
  checkMessages(fields['messages'], problems);
  checkFields(fields, problems);
  const route = routeOptions(reg, problems);
  if (problems.length > 0) throw new InvalidRequestError(problems.slice(0, maxProblems));
  fields['model'] ??= '';
  return { request: fields as unknown as ChatRequest, route };
}

function withoutReg({ reg: _reg, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields;
}

/** Options under `Reg` would reach the vendor instead of taking effect: a guarantee lost without a word. */
function checkNames(fields: Readonly<Record<string, unknown>>, problems: RequestProblem[]): void {
  for (const name in fields)
    if (name !== 'reg' && /^\s*reg\s*$/i.test(name))
      problems.push({ parameter: name, message: 'is no field; routing options go under "reg"' });
}

function checkModel(model: unknown, problems: RequestProblem[]): void {
  if (model === undefined || model === null) return;
  if (typeof model === 'string' && model.trim() !== '' && model.length <= maxModelNameLength) return;
  const message = `must be a model name of at most ${maxModelNameLength} characters, or "auto"`;
  problems.push({ parameter: 'model', message });
}

function checkFields(fields: Readonly<Record<string, unknown>>, problems: RequestProblem[]): void {
  for (const { name, expected, isValid } of chatFields) {
    const value = fields[name];
    if (value !== undefined && value !== null && !isValid(value))
      problems.push({ parameter: name, message: `must be ${expected}` });
  }
}

function routeOptions(reg: unknown, problems: RequestProblem[]): RouteOptions {
  try {
    return parseRouteOptions(reg);
  } catch (error) {
    if (!InvalidRequestError.isInstance(error)) throw error;
    problems.push(...error.problems);
    return {};
  }
}
