import type { ToolCall } from './agent-under-test.js';

/** What the model says in one turn. */
export interface ScriptedAnswer {
  readonly reasoning: string;
  readonly text: string;
  readonly call?: ToolCall;
}

const usage = { prompt_tokens: 1200, completion_tokens: 60, total_tokens: 1260 };
/** Arguments come in pieces this long, so that somebody has to put them together. */
const pieceLength = 24;

interface Naming {
  readonly model: string;
  /** Makes the ids of calls differ from turn to turn. */
  readonly turn: number;
}

/** The answer as the chat completions of both vendors stream it. */
export function answerFrames(answer: ScriptedAnswer, naming: Naming): string {
  const { call } = answer;
  const deltas: Readonly<Record<string, unknown>>[] = [
    { role: 'assistant', content: '' },
    { reasoning_content: answer.reasoning },
    ...piecesOf(answer.text).map((content) => ({ content })),
  ];
  if (call !== undefined) {
    const opening = { id: callId(call, naming), type: 'function' };
    deltas.push({ tool_calls: [{ index: 0, ...opening, function: { name: call.name, arguments: '' } }] });
    for (const piece of piecesOf(JSON.stringify(call.arguments)))
      deltas.push({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
  }
  const chunk = (choices: readonly unknown[], more = {}): string =>
    `data: ${JSON.stringify({ ...head(naming, 'chat.completion.chunk'), choices, ...more })}\n\n`;
  return [
    ...deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }])),
    chunk([{ index: 0, delta: {}, finish_reason: finishOf(answer) }]),
    chunk([], { usage }),
    'data: [DONE]\n\n',
  ].join('');
}

/** The same answer in one piece. */
export function wholeAnswer(answer: ScriptedAnswer, naming: Naming): string {
  const { call, text, reasoning } = answer;
  const calls = call === undefined ? {} : { tool_calls: [wholeCall(call, naming)] };
  const message = { role: 'assistant', content: text, reasoning_content: reasoning, ...calls };
  const choices = [{ index: 0, message, finish_reason: finishOf(answer) }];
  return JSON.stringify({ ...head(naming, 'chat.completion'), choices, usage });
}

function head({ model, turn }: Naming, object: string) {
  return { id: `chatcmpl-scripted-${turn}`, object, created: 1_790_000_000, model };
}

function wholeCall(call: ToolCall, naming: Naming) {
  const calling = { name: call.name, arguments: JSON.stringify(call.arguments) };
  return { id: callId(call, naming), type: 'function', function: calling };
}

function callId({ name }: ToolCall, { turn }: Naming): string {
  return `call_${name}_${turn}`;
}

function finishOf({ call }: ScriptedAnswer): string {
  return call === undefined ? 'stop' : 'tool_calls';
}

function piecesOf(text: string): string[] {
  const count = Math.ceil(text.length / pieceLength);
  return Array.from({ length: count }, (_, piece) =>
    text.slice(piece * pieceLength, (piece + 1) * pieceLength),
  );
}
