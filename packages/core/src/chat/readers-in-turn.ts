type Asking<T> = Omit<PromiseWithResolvers<IteratorResult<T, undefined>>, 'promise'>;

/**
 * Those who read an async iterator and wait for its next value. Who asks again before being answered is served in
 * turn. One promise for each value and nothing beside it, because this happens for every chunk of every stream.
 */
export class ReadersInTurn<T> {
  readonly #step: () => IteratorResult<T, undefined> | undefined;
  readonly #asking: Asking<T>[] = [];

  /** @param step - what a reader is answered; `undefined` while more must come for that. What it throws is told too. */
  constructor(step: () => IteratorResult<T, undefined> | undefined) {
    this.#step = step;
  }

  /** Lines up. The answer comes with {@link serve}. */
  ask(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.#asking.push({ resolve, reject });
    });
  }

  /** Answers all who wait, as far as something is there for them. True: somebody still waits. */
  serve(): boolean {
    for (let asking = this.#asking[0]; asking !== undefined; asking = this.#asking[0]) {
      let step: IteratorResult<T, undefined> | undefined;
      try {
        step = this.#step();
      } catch (error) {
        this.#asking.shift();
        asking.reject(error);
        continue;
      }
      if (step === undefined) return true;
      this.#asking.shift();
      asking.resolve(step);
    }
    return false;
  }
}
