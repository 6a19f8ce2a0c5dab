import type { AnsweredToolCall } from './answer.js';

/** A picture, a film or a file in a message. */
export interface PromptMedia {
  /** The part's own name: `image_url`, `video_url`, `file_url`. */
  readonly kind: string;
  /** `image/png`; `unknown` where the request does not tell. */
  readonly mediaType: string;
  /** Length of the decoded content; 0 where the simulator was given only an address. */
  readonly bytes: number;
}

/** One message of a request, whatever the vendor's spelling. */
export interface PromptMessage {
  readonly role: string;
  readonly text: string;
  readonly name?: string;
  readonly reasoning?: string;
  readonly media: readonly PromptMedia[];
  readonly toolCalls: readonly AnsweredToolCall[];
  readonly toolCallId?: string;
  /** Kimi's partial mode: the answer goes on from this message's text. */
  readonly partial: boolean;
}

/** A tool that the request offers. */
export interface OfferedTool {
  readonly type: string;
  readonly name: string;
  readonly parameters: unknown;
}

/** Everything about a request that an answer depends on. */
export interface AnswerRequest {
  readonly model: string;
  /** For the sentence that tells how to get real answers. */
  readonly howToGetReal: string;
  readonly messages: readonly PromptMessage[];
  readonly tools: readonly OfferedTool[];
  /** `none`, `auto`, `required`, or `{ name }` of the one tool to call. */
  readonly toolChoice: 'none' | 'auto' | 'required' | { readonly name: string };
  readonly format:
    | { readonly type: 'text' }
    | { readonly type: 'json_object' }
    | { readonly type: 'json_schema'; readonly schema: unknown };
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly thinks: boolean;
  /** Put before any content: a habit of some models. */
  readonly opening?: string;
  readonly effort?: string;
  /** Makes the id of the nth tool call (from 0) of an answer. */
  toolCallId(index: number, name: string): string;
}

/** What the user asked last. */
export function lastUserText(messages: readonly PromptMessage[]): string {
  return messages.findLast((message) => message.role === 'user')?.text ?? '';
}
