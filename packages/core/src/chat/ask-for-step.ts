/** Who waits for the next value of an iterator. Told once for each that was asked for, maybe at once. Must not throw. */
export interface StepReader<T> {
  resolve(step: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const ask = Symbol('ask');

/**
 * The name under which an iterator of reg's own takes whoever waits for its next value. What comes while somebody
 * waits goes through all layers at once: a promise in each would cost more than what they do.
 */
export const askedDirectly: typeof ask = ask;

/** An async iterator that can also be asked without a promise. Both are one line, served in turn. */
export interface DirectIterator<T> extends AsyncIterator<T, undefined> {
  [askedDirectly](reader: StepReader<T>): void;
}

/** Asks for the next value: directly where that is possible, else by the promise of any iterator. */
export function askForStep<T>(iterator: AsyncIterator<T, unknown>, reader: StepReader<T>): void {
  if (isDirect(iterator)) {
    iterator[askedDirectly](reader);
    return;
  }
  try {
    iterator.next().then(
      (step) => {
        reader.resolve(step.done === true ? { done: true, value: undefined } : step);
      },
      (error: unknown) => {
        reader.reject(error);
      },
    );
  } catch (error) {
    reader.reject(error);
  }
}

function isDirect<T>(iterator: AsyncIterator<T, unknown>): iterator is DirectIterator<T> {
  return askedDirectly in iterator;
}
