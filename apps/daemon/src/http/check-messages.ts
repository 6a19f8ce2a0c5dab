import { isRecord } from './field-check.js';

/** One thing that is wrong with a request. */
export interface RequestProblem {
  readonly parameter: string;
  readonly message: string;
}

/** An answer names the first few problems; a body of a million bad messages does not make a million lines. */
export const maxProblems = 20;

const roles: ReadonlySet<unknown> = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);

/** Adds what is wrong with `messages`, as far as routing needs it right. */
export function checkMessages(messages: unknown, problems: RequestProblem[]): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    problems.push({ parameter: 'messages', message: 'must be an array with at least one message' });
    return;
  }
  for (let index = 0; index < messages.length && problems.length < maxProblems; index += 1) {
    const message: unknown = messages[index];
    // The names of parameters are put together only for messages that may be wrong.
    if (isRecord(message) && typeof message['content'] === 'string' && roles.has(message['role'])) continue;
    checkMessage(message, `messages[${index}]`, problems);
  }
}

function checkMessage(message: unknown, parameter: string, problems: RequestProblem[]): void {
  if (!isRecord(message)) {
    problems.push({ parameter, message: 'must be an object with role and content' });
    return;
  }
  if (!roles.has(message['role'])) {
    problems.push({
      parameter: `${parameter}.role`,
      message: 'must be one of system, developer, user, assistant, tool',
    });
  }
  checkContent(message['content'], `${parameter}.content`, problems);
}

function checkContent(content: unknown, parameter: string, problems: RequestProblem[]): void {
  if (content === undefined || content === null || typeof content === 'string') return;
  if (!Array.isArray(content)) {
    problems.push({ parameter, message: 'must be a string or an array of parts' });
    return;
  }
  const index = content.findIndex((part) => !isRecord(part) || typeof part['type'] !== 'string');
  if (index !== -1)
    problems.push({ parameter: `${parameter}[${index}]`, message: 'must be an object with a type' });
}
