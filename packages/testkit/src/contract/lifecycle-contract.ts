import { glmErrors } from '../glm/glm-errors.js';
import type { ContractTest } from './contract-subject.js';
import { drain, readFailure } from './read-failure.js';
import { plainRequest } from './sample-requests.js';

/** Aborts, the model list and the end. */
export function registerLifecycleContract(test: ContractTest): void {
  test('an abort while waiting reaches the vendor', async (subject, expect) => {
    const { provider, simulator } = subject;
    simulator.script({ kind: 'silence', times: 2 });
    for (const run of [provider.chat.bind(provider), provider.stream.bind(provider)]) {
      const abort = new AbortController();
      const before = simulator.requests.length;
      const failing = readFailure(subject, () =>
        run(plainRequest(subject), subject.call({ signal: abort.signal })),
      );
      await simulator.received(before + 1);
      abort.abort();
      expect((await failing).kind).toBe('aborted');
      await simulator.idle();
      expect(simulator.requests[before]?.aborted).toBe(true);
    }
  });

  test('an abort in the middle of a stream reaches the vendor', async (subject, expect) => {
    const { provider, simulator } = subject;
    simulator.script({ kind: 'stall', afterContentChunks: 2 });
    const abort = new AbortController();
    const failure = await readFailure(subject, async () => {
      const stream = await provider.stream(plainRequest(subject), subject.call({ signal: abort.signal }));
      for await (const _chunk of stream) abort.abort();
    });
    expect(failure.kind).toBe('aborted');
    await simulator.idle();
    expect(simulator.requests[0]?.aborted).toBe(true);
  });

  test('a call that was aborted before it began sends nothing', async (subject, expect) => {
    const call = subject.call({ signal: AbortSignal.abort() });
    const whole = await readFailure(subject, () => subject.provider.chat(plainRequest(subject), call));
    const streamed = await readFailure(subject, () => subject.provider.stream(plainRequest(subject), call));
    expect([whole.kind, streamed.kind]).toEqual(['aborted', 'aborted']);
    expect(subject.simulator.requests.length).toBe(0);
  });

  test('the model list is read, and one that does not exist is empty', async (subject, expect) => {
    const { model: _, ...call } = subject.call();
    const listed = await subject.provider.listModels(call);
    expect(listed.some((model) => model.id === subject.model.id)).toBe(true);
    subject.simulator.script({ kind: 'status', status: 404, body: glmErrors['1222'].body });
    expect(await subject.provider.listModels(call)).toEqual([]);
  });

  test('many calls at once each get their own answer', async (subject, expect) => {
    const words = Array.from({ length: 12 }, (_, index) => `word${index}x`);
    const answers = await Promise.all(
      words.map((word) =>
        subject.provider.chat(
          plainRequest(subject, { messages: [{ role: 'user', content: word }] }),
          subject.call(),
        ),
      ),
    );
    expect(
      answers.map((answer, index) => answer.choices[0]?.message.content?.includes(words[index] ?? '?')),
    ).toEqual(words.map(() => true));
  });

  test('a provider works again after a failure', async (subject, expect) => {
    subject.simulator.script({ kind: 'reset_before_response' });
    await readFailure(subject, () => subject.provider.chat(plainRequest(subject), subject.call()));
    expect((await drain(subject, plainRequest(subject))) > 1).toBe(true);
  });

  test('close can be called twice', async (subject) => {
    await subject.provider.close();
    await subject.provider.close();
  });
}
