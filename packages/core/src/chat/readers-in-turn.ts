import type { StepReader } from './ask-for-step.js';

/**
 * Those who read an async iterator and wait for its next value. Who asks again before being answered is served in
 * turn; who asks while being answered is, too, so that a long row of values is no deep stack.
 */
export class ReadersInTurn<T> {
  readonly #step: () => IteratorResult<T, undefined> | undefined;
  /** Nearly always one alone waits, and it needs no array, which would be there for as long as each stream lasts. */
  #next: StepReader<T> | undefined;
  #behind: StepReader<T>[] | undefined;
  #isServing = false;

  /** @param step - what a reader is answered; `undefined` while more must come for that. What it throws is told too. */
  constructor(step: () => IteratorResult<T, undefined> | undefined) {
    this.#step = step;
  }

  /** Lines up. The answer comes with {@link serve}. */
  ask(reader: StepReader<T>): void {
    if (this.#next === undefined) this.#next = reader;
    else (this.#behind ??= []).push(reader);
  }

  /**
   * Answers all who wait, as far as something is there for them. True: somebody still waits, and more must come.
   * Called by somebody who is being answered, it leaves the rest to the call that answers.
   */
  serve(): boolean {
    if (this.#isServing) return false;
    this.#isServing = true;
    let isWaiting = true;
    while (isWaiting && this.#next !== undefined) isWaiting = this.#answer();
    this.#isServing = false;
    return this.#next !== undefined;
  }

  #answer(): boolean {
    let step: IteratorResult<T, undefined> | undefined;
    try {
      step = this.#step();
    } catch (error) {
      this.#take()?.reject(error);
      return true;
    }
    if (step === undefined) return false;
    this.#take()?.resolve(step);
    return true;
  }

  #take(): StepReader<T> | undefined {
    const reader = this.#next;
    this.#next = this.#behind?.shift();
    return reader;
  }
}
