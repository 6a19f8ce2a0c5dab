import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpProblem } from './http-problem.js';
import { createKnownLists, type KnownLists } from './known-lists.js';
import { parseJsonBody } from './parse-json-body.js';

const knownLists = (): KnownLists =>
  createKnownLists({ maxLists: 4, maxTotalBytes: 1e6, minBytes: 2, maxBytes: 1e5, idleAfter: 1 });

/** Long enough to be looked through before it is parsed. */
const filling = 'words that make a body long '.repeat(160);

function outcomeOf(bytes: Buffer, known?: KnownLists): unknown {
  try {
    return parseJsonBody(bytes, known);
  } catch (error) {
    return error instanceof HttpProblem ? { code: error.code, message: error.message } : error;
  }
}

describe('parseJsonBody with tools that came before', () => {
  /** Names as they are written, one of them in escapes. */
  const field = fc.constantFrom(
    '"tools"',
    '"messages"',
    '"model"',
    '"__proto__"',
    '"a\\"b"',
    '"t\\u006fols"',
  );
  const fields = fc.array(fc.tuple(field, fc.json({ maxDepth: 3 })), { maxLength: 4 });
  const tools = fc.array(
    fc.record({ type: fc.constant('function'), function: fc.jsonValue({ maxDepth: 3 }) }),
  );

  it('reads what it would read without them, whatever stands around', () => {
    const written = ([name, json]: readonly [string, string]): string => `,${name}: ${json}`;
    fc.assert(
      fc.property(
        tools,
        fields,
        fields,
        fc.constantFrom('', '\n ', ']', '}', '"', ',', '\\'),
        (list, before, after, odd) => {
          const body = Buffer.from(
            `{"filling":"${filling}"${before.map(written).join('')},"tools":${JSON.stringify(list)}${odd}${after.map(written).join('')}}`,
          );
          const known = knownLists();
          const expected = outcomeOf(body);
          expect(outcomeOf(body, known)).toEqual(expected);
          expect(outcomeOf(body, known)).toEqual(expected);
          known.add(Buffer.from(JSON.stringify(list)), list);
          expect(outcomeOf(body, known)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives every request the same list', () => {
    const known = knownLists();
    const read = (model: string): unknown =>
      (
        parseJsonBody(
          Buffer.from(JSON.stringify({ model, filling, tools: [{ type: 'function' }], n: 1 })),
          known,
        ) as { readonly tools: unknown }
      ).tools;
    const first = read('one');
    expect(read('another')).toBe(first);
    expect(first).toEqual([{ type: 'function' }]);
  });

  it('tells where a body breaks, behind tools that it knows too', () => {
    const known = knownLists();
    const body = JSON.stringify({ filling, tools: [{ type: 'function', name: filling }] });
    parseJsonBody(Buffer.from(body), known);
    const broken = `${body.slice(0, -1)},x}`;
    expect(outcomeOf(Buffer.from(broken), known)).toEqual({
      code: 'invalid_json',
      message: `The body is not valid JSON (at position ${broken.length - 2}).`,
    });
  });
});
