import { HttpProblem } from './http-problem.js';
import { isNestedDeeperThan } from './json-depth.js';

/** Deeper JSON than this is refused: no chat needs it, and recursive code further on would run out of stack. */
const maxNestingDepth = 64;

/** The body of a request as JSON, or a 400 that says what is wrong with it. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) {
    throw new HttpProblem(400, 'empty_body', 'The body is empty. Send a JSON object.');
  }
  if (isNestedDeeperThan(bytes, maxNestingDepth)) {
    throw new HttpProblem(
      400,
      'nested_too_deep',
      `The JSON body nests deeper than ${maxNestingDepth} levels. Flatten it.`,
    );
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not valid JSON${place(error)}.`);
  }
}

/** Where the JSON breaks. Only the position is taken over: V8's message quotes the body. */
function place(error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? '' : ` (at position ${position})`;
}
