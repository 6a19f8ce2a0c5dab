import type { MessagePart, OutputItem, ReasoningText, SummaryText } from './response-item.js';
import type { ResponseObject } from './response-object.js';

interface OfItem {
  readonly item_id: string;
  readonly output_index: number;
}

interface OfContent extends OfItem {
  readonly content_index: number;
}

interface OfSummary extends OfItem {
  readonly summary_index: number;
}

/** An event before it has its place in the sequence. */
export type ResponseEventBody =
  | {
      readonly type:
        | 'response.created'
        | 'response.in_progress'
        | 'response.completed'
        | 'response.incomplete'
        | 'response.failed';
      readonly response: ResponseObject;
    }
  | {
      readonly type: 'response.output_item.added' | 'response.output_item.done';
      readonly output_index: number;
      readonly item: OutputItem;
    }
  | (OfContent & {
      readonly type: 'response.content_part.added' | 'response.content_part.done';
      readonly part: MessagePart | ReasoningText;
    })
  | (OfContent & {
      readonly type: 'response.output_text.delta';
      readonly delta: string;
      readonly logprobs: readonly [];
    })
  | (OfContent & {
      readonly type: 'response.output_text.done';
      readonly text: string;
      readonly logprobs: readonly [];
    })
  | (OfContent & {
      readonly type: 'response.refusal.delta' | 'response.reasoning_text.delta';
      readonly delta: string;
    })
  | (OfContent & { readonly type: 'response.refusal.done'; readonly refusal: string })
  | (OfContent & { readonly type: 'response.reasoning_text.done'; readonly text: string })
  | (OfSummary & {
      readonly type: 'response.reasoning_summary_part.added' | 'response.reasoning_summary_part.done';
      readonly part: SummaryText;
    })
  | (OfSummary & { readonly type: 'response.reasoning_summary_text.delta'; readonly delta: string })
  | (OfSummary & { readonly type: 'response.reasoning_summary_text.done'; readonly text: string })
  | (OfItem & {
      readonly type: 'response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta';
      readonly delta: string;
    })
  | (OfItem & {
      readonly type: 'response.function_call_arguments.done';
      readonly name: string;
      readonly arguments: string;
    })
  | (OfItem & { readonly type: 'response.custom_tool_call_input.done'; readonly input: string });

/** One event of a streamed Response. Its type is its name on the wire too. */
export type ResponseEvent = ResponseEventBody & {
  /** Counts the events of a stream from 0, without a gap. */
  readonly sequence_number: number;
};
