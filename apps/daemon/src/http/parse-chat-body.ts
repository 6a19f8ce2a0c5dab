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
 * Checks the few fields that routing reads and hands the rest on untouched.
 *
 * @throws InvalidRequestError with every problem of the body.
 */
export function parseChatBody(body: unknown): ChatBody {
  if (!isRecord(body)) {
    throw new InvalidRequestError([{ parameter: 'body', message: 'must be a JSON object' }]);
  }
  const { reg, ...fields } = body;
  const problems = [...misspelledReg(fields), ...checkModel(fields['model'])];
  checkMessages(fields['messages'], problems);
  checkFields(fields, problems);
  const route = routeOptions(reg, problems);
  if (problems.length > 0) throw new InvalidRequestError(problems.slice(0, maxProblems));
  return { request: { ...fields, model: fields['model'] ?? '' } as ChatRequest, route };
}

/** Options under `Reg` would reach the vendor instead of taking effect: a guarantee lost without a word. */
function misspelledReg(fields: Readonly<Record<string, unknown>>): RequestProblem[] {
  return Object.keys(fields)
    .filter((name) => /^\s*reg\s*$/i.test(name))
    .map((name) => ({ parameter: name, message: 'is no field; routing options go under "reg"' }));
}

function checkModel(model: unknown): RequestProblem[] {
  if (model === undefined || model === null) return [];
  const isName = typeof model === 'string' && model.trim() !== '' && model.length <= maxModelNameLength;
  return isName
    ? []
    : [
        {
          parameter: 'model',
          message: `must be a model name of at most ${maxModelNameLength} characters, or "auto"`,
        },
      ];
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
