import { abortErrorOf } from './abort-error.js';

/**
 * The promise's own outcome, or what the aborted signal stands for if that comes first: a provider that does not
 * listen to its signal still cannot hold a call beyond its end. What the promise does afterwards is nobody's business.
 *
 * @throws DeadlineExceededError or whatever error of reg aborted the signal; otherwise APIUserAbortError.
 */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  provider: string,
): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortErrorOf(signal, provider));
    };
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', onAbort);
        reject(error as Error);
      },
    );
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
