import type { SharedV4Warning } from '@ai-sdk/provider';
import type { RequestWarning } from '@reg/core';

/** The AI SDK's names of the settings that have another one on the wire. */
const settingNames: Readonly<Record<string, string>> = {
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  top_p: 'topP',
  top_k: 'topK',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  stop: 'stopSequences',
  tool_choice: 'toolChoice',
  response_format: 'responseFormat',
  reasoning_effort: 'reasoning',
};

/** What the codec of the model changed or dropped, as the AI SDK tells it. A mere renaming changes nothing. */
export function warningsFrom(warnings: readonly RequestWarning[]): SharedV4Warning[] {
  return warnings
    .filter(({ action }) => action !== 'renamed')
    .map(({ action, parameter, provider, model, message }) => ({
      type: action === 'dropped' ? 'unsupported' : 'compatibility',
      feature: settingNames[parameter] ?? parameter,
      details: `${provider}/${model}: ${message}`,
    }));
}
