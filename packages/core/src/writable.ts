/** Fields that are still being set: what becomes readonly for everybody else is made in steps. */
export type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
