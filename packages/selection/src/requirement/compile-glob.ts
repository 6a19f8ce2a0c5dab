/**
 * Tells whether a name is of a pattern, where `*` stands for any letters or none and everything else for itself, in
 * any case. In time that grows with the name alone, however many stars there are: names come from strangers.
 */
export function compileGlob(pattern: string): (name: string) => boolean {
  const [head = '', ...rest] = pattern.toLowerCase().split('*');
  const tail = rest.pop();
  if (tail === undefined) return (name) => name.toLowerCase() === head;
  const middle = rest.filter((part) => part !== '');
  return (name) => {
    const text = name.toLowerCase();
    if (!text.startsWith(head) || !text.endsWith(tail)) return false;
    const end = text.length - tail.length;
    let at = head.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= end;
  };
}
