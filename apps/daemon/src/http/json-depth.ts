const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether JSON bytes nest deeper than `maxDepth`. Read before parsing, so that a body of nothing but brackets
 * costs a few bytes of reading instead of gigabytes of empty arrays.
 */
export function isNestedDeeperThan(json: Buffer, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === quote) index = endOfString(json, index);
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/** The position of the quote that closes the string, or of the last byte when none does. */
function endOfString(json: Buffer, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end !== -1; end = json.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (json[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
