import type { CallOptions } from '@reg/registry';
import type { RequestRecord } from '../../http/request-record.js';
import type { McpContext } from '../mcp-context.js';
import type { AnswerText } from './answer-text.js';
import type { ChatAnswer } from './chat-output.js';
import type { RoutedChat } from './chat-input.js';
import type { ProgressReporter } from './progress-reporter.js';

export interface ChatCall {
  readonly chat: RoutedChat;
  readonly options: CallOptions;
  readonly record: RequestRecord;
}

/** The answer in one piece: until it is whole, any failure may still fail over. */
export async function answerWhole(
  { registry }: McpContext,
  { chat, options, record }: ChatCall,
): Promise<ChatAnswer> {
  record.stream = false;
  const { completion, report } = await registry.chat(chat.request, options);
  record.report = report;
  const [choice] = completion.choices;
  return { text: choice?.message.content ?? '', finishReason: choice?.finish_reason ?? 'unknown', report };
}

/**
 * The answer from a stream, for callers who want to see it come. `text` keeps what came, also when the stream
 * breaks: then this throws.
 */
export async function answerStreamed(
  { registry }: McpContext,
  { chat, options, record }: ChatCall,
  watch: { readonly text: AnswerText; readonly progress: ProgressReporter },
): Promise<ChatAnswer> {
  record.stream = true;
  watch.progress.report('choosing a model');
  const stream = await registry.stream({ ...chat.request, stream: true }, options);
  record.report = stream.finished;
  const who = `${stream.report.provider ?? '?'}/${stream.report.model ?? '?'}`;
  let characters = 0;
  for await (const chunk of stream) {
    watch.text.add(chunk);
    const added = chunk.choices[0]?.delta.content?.length ?? 0;
    characters += added;
    watch.progress.report(
      characters === 0 ? `${who} is thinking` : `${who} is answering: ${characters} characters`,
    );
  }
  const report = await stream.finished;
  return { text: watch.text.text, finishReason: watch.text.finishReason ?? 'unknown', report };
}
