/**
 * The same shape as plain JSON data: what the AI SDK carries as options and metadata must have the type of a JSON
 * object, which an interface never has.
 */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Field in keyof T]: Plain<T[Field]> }
    : T;
