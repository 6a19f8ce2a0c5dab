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
  return [
    ...modelProblems(fields['model']),
    ...messageProblems(fields['messages']),
    ...limits.flatMap((name) => limitProblems(name, fields[name])),
    ...arrayProblems('tools', fields['tools']),
    ...objectProblems('response_format', fields['response_format']),
    ...objectProblems('thinking', fields['thinking']),
  ];
}

function modelProblems(model: unknown): readonly Problem[] {
  if (model === undefined || model === null || typeof model === 'string') return [];
  return [
    { parameter: 'model', message: 'must be a model id, an alias, provider/model, auto or auto:<category>' },
  ];
}

function messageProblems(messages: unknown): readonly Problem[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    return [{ parameter: 'messages', message: 'must be a list of at least one message' }];
  }
  return (messages as readonly unknown[]).flatMap((message, index) =>
    isObject(message) && typeof message['role'] === 'string'
      ? []
      : [{ parameter: `messages[${index}]`, message: 'must be an object with a role' }],
  );
}

function limitProblems(parameter: string, value: unknown): readonly Problem[] {
  if (value === undefined || value === null) return [];
  return Number.isSafeInteger(value) && (value as number) > 0
    ? []
    : [{ parameter, message: 'must be a whole number of 1 or more' }];
}

function arrayProblems(parameter: string, value: unknown): readonly Problem[] {
  return value === undefined || value === null || Array.isArray(value)
    ? []
    : [{ parameter, message: 'must be a list' }];
}

function objectProblems(parameter: string, value: unknown): readonly Problem[] {
  return value === undefined || value === null || isObject(value)
    ? []
    : [{ parameter, message: 'must be an object' }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
