import type { ChildProcess } from 'node:child_process';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Hands signals on to a child until the returned function is called, and outlives them itself: the child decides
 * when to end. Ctrl-C in a terminal reaches the child anyway, and twice means "at once" to most agents.
 */
export function forwardSignals(from: NodeJS.Process, child: Pick<ChildProcess, 'kill'>): () => void {
  const handlers = signals.map((signal) => {
    const handler = () => {
      if (signal === 'SIGINT' && from.stdin.isTTY) return;
      child.kill(signal);
    };
    from.on(signal, handler);
    return () => from.off(signal, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}
