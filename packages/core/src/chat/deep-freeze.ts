const frozen = new WeakSet();

/**
 * Freezes a value with all that is in it. What is asked with every request, as the tools of an agent are, is looked at
 * once then, however often it comes: what reg works out about such a list (how a vendor wants it, its length in tokens,
 * its JSON) it remembers for as long as somebody has the list.
 *
 * @param value - JSON: objects, lists, texts, numbers.
 * @returns the same value.
 */
export function deepFreeze<Value extends object>(value: Value): Value {
  freeze(value);
  return value;
}

/** Whether {@link deepFreeze} has frozen it, or what it is in. Who froze an object otherwise may change what is in it. */
export function isDeepFrozen(value: object): boolean {
  return frozen.has(value);
}

/**
 * The same function, which remembers its result for each value that cannot change, and freezes it: it is handed out again
 * and again. It must depend on nothing but the value.
 */
export function memoizeFrozen<Value extends object, Result extends object | number | string>(
  compute: (value: Value) => Result,
): (value: Value) => Result {
  const known = new WeakMap<Value, Result>();
  return (value) => {
    if (!isDeepFrozen(value)) return compute(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    const result = compute(value);
    freeze(result);
    known.set(value, result);
    return result;
  };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return;
  // Bytes cannot be frozen.
  if (ArrayBuffer.isView(value)) return;
  frozen.add(value);
  Object.freeze(value);
  for (const field of Object.values(value)) freeze(field);
}
