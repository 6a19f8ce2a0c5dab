/**
 * Something that is known of each choice of an answer, by its index. Nearly every answer has the one choice 0, which
 * takes no more than a field here; a map would be there for as long as each stream lasts, and is several times as large.
 */
export class PerChoice<T> {
  #first: T | undefined;
  #others: Map<number, T> | undefined;

  get size(): number {
    return (this.#first === undefined ? 0 : 1) + (this.#others?.size ?? 0);
  }

  get(index: number): T | undefined {
    return index === 0 ? this.#first : this.#others?.get(index);
  }

  set(index: number, value: NonNullable<T>): void {
    if (index === 0) this.#first = value;
    else (this.#others ??= new Map<number, T>()).set(index, value);
  }

  /** Choice 0 first, the others as they came. */
  values(): T[] {
    const others = [...(this.#others?.values() ?? [])];
    return this.#first === undefined ? others : [this.#first, ...others];
  }
}
