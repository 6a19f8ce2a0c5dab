declare module 'autocannon' {
  /** As its README describes them; only what is used here. */
  export default function autocannon(options: object): PromiseLike<object>;
}
