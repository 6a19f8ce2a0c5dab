import { createFreeformInputReader } from './freeform-input.js';
import { tellAdded, tellDone, type GrowingItem, type ItemPlace } from './growing-item.js';
import type { CustomToolCallItem, FunctionCallItem, ItemStatus } from './response-item.js';
import type { ToolIdentity } from './tool-names.js';

/** A call of a tool. */
export interface GrowingCall extends GrowingItem {
  /** Takes a piece of the arguments as the model writes them. */
  write(piece: string): void;
  /** Takes what was held back; answers whether the arguments were written to their end. */
  finish(): boolean;
}

export interface CallIdentity {
  readonly callId: string;
  readonly tool: ToolIdentity;
}

export function createGrowingCall(place: ItemPlace, call: CallIdentity): GrowingCall {
  return call.tool.kind === 'custom' ? customToolCall(place, call) : functionCall(place, call);
}

function functionCall(place: ItemPlace, { callId, tool }: CallIdentity): GrowingCall {
  const { id, outputIndex, push } = place;
  const { kind: _kind, ...named } = tool;
  const at = { item_id: id, output_index: outputIndex };
  let text = '';
  const itemAs = (status: ItemStatus): FunctionCallItem => ({
    id,
    type: 'function_call',
    status,
    call_id: callId,
    ...named,
    arguments: text,
  });
  const write = (delta: string): void => {
    text += delta;
    push({ type: 'response.function_call_arguments.delta', ...at, delta });
  };
  tellAdded(place, itemAs('in_progress'));
  return {
    itemAs,
    write,
    finish() {
      // No arguments are an empty object: clients parse what stands here.
      if (text === '') write('{}');
      return isJson(text);
    },
    close(status) {
      push({ type: 'response.function_call_arguments.done', ...at, name: tool.name, arguments: text });
      return tellDone(place, itemAs(status));
    },
  };
}

function customToolCall(place: ItemPlace, { callId, tool }: CallIdentity): GrowingCall {
  const { id, outputIndex, push } = place;
  const { kind: _kind, ...named } = tool;
  const at = { item_id: id, output_index: outputIndex };
  const reader = createFreeformInputReader();
  let input = '';
  const itemAs = (status: ItemStatus): CustomToolCallItem => ({
    id,
    type: 'custom_tool_call',
    status,
    call_id: callId,
    ...named,
    input,
  });
  const add = (delta: string): void => {
    if (delta === '') return;
    input += delta;
    push({ type: 'response.custom_tool_call_input.delta', ...at, delta });
  };
  tellAdded(place, itemAs('in_progress'));
  return {
    itemAs,
    write(piece) {
      add(reader.push(piece));
    },
    finish() {
      const { rest, isWhole } = reader.end();
      add(rest);
      return isWhole;
    },
    close(status) {
      push({ type: 'response.custom_tool_call_input.done', ...at, input });
      return tellDone(place, itemAs(status));
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
