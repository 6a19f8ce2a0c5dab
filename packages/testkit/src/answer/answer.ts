/** One call of a tool in an answer. */
export interface AnsweredToolCall {
  readonly id: string;
  /** `function`, or `builtin_function` for Kimi's own tools. */
  readonly type: string;
  readonly name: string;
  /** JSON text. Cut short when the answer ran out of tokens. */
  readonly arguments: string;
}

/** Token counts of one answer, by the rule of {@link countTokens}. */
export interface AnswerUsage {
  readonly promptTokens: number;
  /** The part of `promptTokens` whose prefix the simulator has seen before. */
  readonly cachedTokens: number;
  /** All output tokens, the reasoning ones included. */
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

/** What a simulated model says, before a vendor's wire shape is put around it. */
export interface Answer {
  readonly model: string;
  readonly reasoning: string;
  readonly content: string;
  readonly toolCalls: readonly AnsweredToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  readonly usage: AnswerUsage;
}
