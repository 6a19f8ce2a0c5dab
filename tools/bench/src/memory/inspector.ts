/** What a process holds, by its own account and after a collection, bytes. */
export interface HeldBytes {
  readonly heap: number;
  /** Outside the heap: buffers and what else belongs to objects of the heap. */
  readonly external: number;
}

export interface Inspector {
  held(): Promise<HeldBytes>;
  close(): void;
}

interface Answer {
  readonly id: number;
  readonly error?: { readonly message: string };
  readonly result?: { readonly result?: { readonly value?: string } };
}

/** Node's own debugging protocol: any process that was started with `--inspect` can be asked, without code of its own. */
export async function connectInspector(port: number): Promise<Inspector> {
  const socket = new WebSocket(await debuggerUrl(port));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => {
      reject(new Error(`nobody can be debugged at port ${port}`));
    });
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, (answer) => {
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`${method}: ${answer.error.message}`));
      });
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  return {
    async held() {
      await ask('HeapProfiler.collectGarbage');
      const expression = 'JSON.stringify(process.memoryUsage())';
      const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true });
      const { heapUsed, external } = JSON.parse(result?.result?.value ?? '{}') as NodeJS.MemoryUsage;
      return { heap: heapUsed, external };
    },
    close() {
      socket.close();
    },
  };
}

async function debuggerUrl(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [first] = (await answer.json()) as readonly { readonly webSocketDebuggerUrl: string }[];
  if (first === undefined) throw new Error(`nothing is debugged at port ${port}`);
  return first.webSocketDebuggerUrl;
}
