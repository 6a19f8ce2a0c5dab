/** Too short to be tested against guesses of a real key with any certainty, long enough to tell two keys apart. */
const fingerprintLength = 12;

/** Tells whether a key is still the same one, without keeping it. */
export function keyFingerprint(key: string): string {
  // Loaded here and not at the top: it costs as much as the rest of the package, and many registries have no keys yet.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(`reg key ${key}`).digest('hex').slice(0, fingerprintLength);
}
