const unchanging = new WeakSet();

/**
 * Freezes a value with all that is in it. What is asked with every request, as the tools of an agent are, is looked at
 * once then, however often it comes: what reg works out about such a list (how a vendor wants it, its length in tokens,
 * its JSON) it remembers for as long as somebody has the list.
 *
 * @param value - JSON: objects, lists, texts, numbers.
 * @returns the same value.
 */
export function unchangingOf<Value extends object>(value: Value): Value {
  freeze(value);
  return value;
}

/** Whether {@link unchangingOf} has frozen it, or what it is in. Who froze an object otherwise may change what is in it. */
export function isUnchanging(value: object): boolean {
  return unchanging.has(value);
}

/** The same function, which remembers its result for each value that cannot change. It must depend on nothing else. */
export function oncePerUnchanging<Value extends object, Result extends object | number>(
  compute: (value: Value) => Result,
): (value: Value) => Result {
  const known = new WeakMap<Value, Result>();
  return (value) => {
    if (!isUnchanging(value)) return compute(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    const result = compute(value);
    known.set(value, result);
    return result;
  };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || unchanging.has(value)) return;
  unchanging.add(value);
  Object.freeze(value);
  for (const field of Object.values(value)) freeze(field);
}
