import type { ChatRequest } from '@reg/core';
import type { Problem } from './route-option-problems.js';

const limits = ['max_tokens', 'max_completion_tokens', 'n'] as const;

/**
 * What is wrong with the few fields that routing reads. Everything else is the vendor's to judge: it knows its own
 * rules better, and passes what reg has never heard of.
 */
export function requestProblems(request: ChatRequest): readonly Problem[] {
  const value: unknown = request;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ parameter: 'body', message: 'must be an object' }];
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const problems: Problem[] = [];
  const check = (parameter: string, isRight: boolean, message: string): void => {
    if (!isRight) problems.push({ parameter, message });
  };
  const { model, messages, tools, response_format: format, thinking } = fields;
  check(
    'model',
    model == null || typeof model === 'string',
    'must be a model id, an alias, provider/model, auto or auto:<category>',
  );
  if (!Array.isArray(messages) || messages.length === 0)
    check('messages', false, 'must be a list of at least one message');
  else
    for (let index = 0; index < messages.length; index += 1)
      if (!isMessage(messages[index])) check(`messages[${index}]`, false, 'must be an object with a role');
  for (const name of limits) check(name, isLimit(fields[name]), 'must be a whole number of 1 or more');
  check('tools', tools == null || Array.isArray(tools), 'must be a list');
  check('response_format', format == null || isObject(format), 'must be an object');
  check('thinking', thinking == null || isObject(thinking), 'must be an object');
  return problems;
}

function isMessage(message: unknown): boolean {
  return isObject(message) && typeof message['role'] === 'string';
}

function isLimit(value: unknown): boolean {
  return value == null || (Number.isSafeInteger(value) && (value as number) > 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
