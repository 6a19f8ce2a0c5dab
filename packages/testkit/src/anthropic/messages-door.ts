import type { VendorError } from '../faults/vendor-error.js';
import { errorReply, jsonReply, type Reply } from '../http/reply.js';
import type { ApiRequest, VendorSurface } from '../http/vendor-behaviour.js';
import type { JsonRecord } from '../json-value.js';
import { chatFromMessages } from './chat-from-messages.js';
import { messageBody, messageFrames } from './message-wire.js';

/** What a vendor puts behind its Anthropic endpoint. */
export interface MessagesDoor {
  /** `/anthropic`, `/api/anthropic` */
  readonly basePath: string;
  /** The models that are listed. */
  readonly models: () => readonly { readonly id: string; readonly created: number }[];
  readonly tokensPerChunk: number;
  /** Whether its thinking blocks are signed, and checked when they come back. */
  readonly signs: boolean;
  /** Whether the beginning of a stream tells the input, as Anthropic does; otherwise its end tells everything. */
  readonly countsAtStart: boolean;
  readonly errorIn200: unknown;
  /** Answers the same request in the vendor's own shape. */
  chat(request: ApiRequest): Reply;
  refuseKey(request: ApiRequest): VendorError | undefined;
  /** An error in the shape that it has here. */
  errorOf(error: Pick<VendorError, 'status' | 'body'>): unknown;
  errorFrameBody(error: VendorError): unknown;
  /** A request that is wrong, in the vendor's words. */
  invalid(message: string): VendorError;
}

/**
 * A vendor's Anthropic endpoint beside its own API: it translates the request, lets the vendor answer, and puts the
 * answer into messages. That is what the vendors do too: their rules and errors show through.
 */
export function createMessagesSurface(door: MessagesDoor): VendorSurface {
  let answered = 0;
  const worded = (error: VendorError): VendorError => ({
    ...error,
    body: typeof error.body === 'string' ? error.body : door.errorOf(error),
  });
  const refuse = (error: VendorError): Reply => errorReply(worded(error));

  const answer = (request: ApiRequest): Reply => {
    const refusal = door.refuseKey(request);
    if (refusal !== undefined) return refuse(refusal);
    switch (`${request.method} ${request.route}`) {
      case 'POST /v1/messages':
        return speak(request);
      case 'GET /v1/models':
        return jsonReply({ data: door.models().map(listed), hasMore: false });
      default:
        return refuse({ ...door.invalid('Not found'), status: 404 });
    }
  };

  const speak = (request: ApiRequest): Reply => {
    if (request.headers['anthropic-version'] === undefined)
      return refuse(door.invalid('anthropic-version: header is required'));
    const read = chatFromMessages(request.json, { signs: door.signs });
    if (typeof read === 'string') return refuse(door.invalid(read));
    const reply = door.chat({ ...request, json: read });
    if (reply.type === 'plain')
      return typeof reply.body === 'string'
        ? reply
        : jsonReply(door.errorOf({ status: reply.status, body: reply.body }), reply.status);
    answered += 1;
    const envelope = { id: `msg_${request.nowMs.toString(36)}${answered}`, ...door };
    return {
      ...reply,
      completion: messageBody(reply.answer, envelope),
      frames: (usage) => messageFrames(reply.answer, envelope, usage),
    };
  };

  return {
    basePath: door.basePath,
    errorIn200: door.errorIn200,
    answer,
    worded,
    errorFrameBody: (error) => door.errorFrameBody(error),
  };
}

function listed({ id, created }: { readonly id: string; readonly created: number }): JsonRecord {
  const created_at = new Date(created * 1000).toISOString();
  return { id, display_name: id.toUpperCase(), type: 'model', created_at };
}

/** Anthropic's words for statuses (platform.claude.com, errors, 2026-11). */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export function anthropicTypeOf(status: number): string {
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}
