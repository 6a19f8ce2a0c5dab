import type { ChatCompletionChunk, ChatRequest } from '@reg/core';
import type { Fault } from '../faults/fault.js';
import type { ContractSubject, ContractTest } from './contract-subject.js';
import { plainRequest, toolRequest } from './sample-requests.js';
import { assembleAnswer, assembleChunks, chunkProblems, sentUsage, shownUsage } from './wire-checks.js';

/** Ways of sending a stream that are odd and right: none of them may change what is read. */
const manners: Readonly<Record<string, readonly Fault[]>> = {
  'plain frames': [],
  'CRLF line ends': [{ kind: 'crlf' }],
  'comments between events': [{ kind: 'comments' }],
  'characters split over packets': [{ kind: 'split_utf8' }],
  'one byte at a time': [{ kind: 'drip' }],
  'CRLF, comments and split characters at once': [
    { kind: 'crlf' },
    { kind: 'comments' },
    { kind: 'split_utf8' },
  ],
};

/** Streamed answers. */
export function registerStreamContract(test: ContractTest): void {
  for (const [name, faults] of Object.entries(manners))
    test(`stream gives valid chunks that add up to the answer: ${name}`, async (subject, expect) => {
      subject.simulator.script(...faults);
      const chunks = await collect(subject, plainRequest(subject, { max_tokens: 60 }));
      expect(chunkProblems(chunks)).toEqual([]);
      expect(assembleChunks(chunks)).toEqual(assembleAnswer(subject.simulator.lastAnswer));
      expect(subject.simulator.requests.length).toBe(1);
    });

  test('usage arrives, wherever the vendor puts it', async (subject, expect) => {
    for (const placement of ['as usual', 'choice', 'finish', 'extra'] as const) {
      if (placement !== 'as usual') subject.simulator.script({ kind: 'usage', placement });
      const chunks = await collect(
        subject,
        plainRequest(subject, { stream_options: { include_usage: true } }),
      );
      const usage = chunks.findLast((chunk) => chunk.usage !== undefined && chunk.usage !== null)?.usage;
      expect(chunkProblems(chunks), placement).toEqual([]);
      expect(shownUsage(usage), placement).toEqual(sentUsage(subject.simulator.lastAnswer));
    }
  });

  test('a stream without usage is complete without it', async (subject, expect) => {
    subject.simulator.script({ kind: 'usage', placement: 'missing' });
    const chunks = await collect(subject, plainRequest(subject));
    expect(chunkProblems(chunks)).toEqual([]);
  });

  test('streamed tool calls add up, each under its own index', async (subject, expect) => {
    if (!subject.model.capabilities.tools) return;
    const chunks = await collect(subject, toolRequest(subject));
    const answer = assembleChunks(chunks);
    expect(chunkProblems(chunks)).toEqual([]);
    expect(answer).toEqual(assembleAnswer(subject.simulator.lastAnswer));
    expect(answer.toolCalls.map((call) => call.name)).toEqual(['get_weather', 'get_time']);
  });

  test('leaving a stream early closes the connection', async (subject, expect) => {
    subject.simulator.script({ kind: 'stall', afterContentChunks: 2 });
    for await (const _chunk of await subject.provider.stream(plainRequest(subject), subject.call())) break;
    await subject.simulator.idle();
    expect(subject.simulator.requests[0]?.aborted).toBe(true);
  });
}

async function collect(subject: ContractSubject, request: ChatRequest): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of await subject.provider.stream(request, subject.call())) chunks.push(chunk);
  return chunks;
}
