import type { ToolCall, ToolCallDelta } from '@reg/core';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { positionIn } from './envelope.js';

/** More calls than any model makes in one answer; beyond it the vendor is not believed. */
const maxToolCalls = 1024;

/** Tool arguments as the text that OpenAI has; some documents and servers have an object. */
export function argumentsText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** The calls of a whole message in OpenAI's shape; `undefined` when there are none. */
export function decodeToolCalls(calls: unknown, answerId: string): ToolCall[] | undefined {
  if (!Array.isArray(calls) || calls.length === 0) return undefined;
  return calls.filter(isJsonObject).map((call, position) => {
    const called = isJsonObject(call['function']) ? call['function'] : {};
    const name = typeof called['name'] === 'string' ? called['name'] : '';
    // No arguments are an empty object: clients parse what stands here.
    const text = argumentsText(called['arguments']) || '{}';
    return {
      ...call,
      id: textOf(call['id']) ?? inventedId(answerId, position),
      type: textOf(call['type']) ?? 'function',
      function: { ...called, name, arguments: text },
    };
  });
}

/** Puts the fragments of one choice's tool calls in order. */
export interface ToolCallAssembler {
  decode(fragments: readonly unknown[], answerId: string): ToolCallDelta[];
}

/**
 * Gives every call its own index, from 0. A vendor's index may be missing, negative (GLM's `-1`) or the same for
 * several calls: the id decides. Only the first fragment of a call carries id, type and name, because clients add
 * the fragments up.
 *
 * @param refuse - makes the error to throw when there are more calls than any model makes.
 */
export function createToolCallAssembler(refuse: (message: string) => Error): ToolCallAssembler {
  const ids: string[] = [];
  /** Which call the vendor's own index means at present. */
  const positions = new Map<number, number>();

  const positionOf = (id: string | undefined, given: number | undefined): number | undefined => {
    if (id !== undefined && ids.includes(id)) return ids.indexOf(id);
    if (id !== undefined) return undefined;
    if (given !== undefined) return positions.get(given);
    return ids.length === 0 ? undefined : ids.length - 1;
  };

  const decodeOne = (fragment: JsonObject, answerId: string): ToolCallDelta => {
    const given = positionIn(fragment['index']);
    const id = textOf(fragment['id']);
    const found = positionOf(id, given);
    const index = found ?? ids.length;
    if (found === undefined) {
      if (ids.length >= maxToolCalls) throw refuse(`the answer has more than ${maxToolCalls} tool calls`);
      ids.push(id ?? inventedId(answerId, index));
    }
    if (given !== undefined) positions.set(given, index);
    return found === undefined ? firstFragment(fragment, index, ids) : laterFragment(fragment, index);
  };

  return {
    decode: (fragments, answerId) =>
      fragments.filter(isJsonObject).map((fragment) => decodeOne(fragment, answerId)),
  };
}

function firstFragment(fragment: JsonObject, index: number, ids: readonly string[]): ToolCallDelta {
  const called = isJsonObject(fragment['function']) ? fragment['function'] : {};
  const name = typeof called['name'] === 'string' ? called['name'] : '';
  return {
    ...fragment,
    index,
    id: ids[index] ?? '',
    type: textOf(fragment['type']) ?? 'function',
    function: { ...called, name, arguments: argumentsText(called['arguments']) ?? '' },
  };
}

function laterFragment(fragment: JsonObject, index: number): ToolCallDelta {
  const { id: _id, type: _type, function: called, ...rest } = fragment;
  if (!isJsonObject(called)) return { ...rest, index };
  const { name: _name, ...others } = called;
  const text = argumentsText(called['arguments']);
  return { ...rest, index, function: { ...others, ...(text === undefined ? {} : { arguments: text }) } };
}

function inventedId(answerId: string, position: number): string {
  return `call_${answerId}_${position}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
