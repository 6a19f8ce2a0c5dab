/** The first bytes by which a kind of file is known, as hexadecimal text at an offset in bytes. */
const signatures: readonly (readonly [mediaType: string, offset: number, hex: string])[] = [
  ['image/png', 0, '89504e47'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '474946'],
  ['image/webp', 8, '57454250'],
  ['image/bmp', 0, '424d'],
  ['image/avif', 4, '6674797061766966'],
  ['video/mp4', 4, '66747970'],
  ['video/webm', 0, '1a45dfa3'],
  ['audio/wav', 8, '57415645'],
  ['audio/mpeg', 0, '494433'],
  ['audio/mpeg', 0, 'fffb'],
  ['application/pdf', 0, '25504446'],
];

const longestHead = 16;

/** `image` of `image/png`, of `image/*` and of `image`. */
export function topLevelType(mediaType: string): string {
  return mediaType.split('/')[0]?.toLowerCase() ?? '';
}

/**
 * The whole media type of some bytes. The AI SDK hands on `image` or `image/*` where the caller did not say more, and
 * vendors want a data: URL that names the kind.
 */
export function fullMediaType(mediaType: string, bytes: Uint8Array | string): string | undefined {
  if (/^[^/]+\/[^*]+$/.test(mediaType)) return mediaType;
  const head = Buffer.from(
    typeof bytes === 'string'
      ? Buffer.from(bytes.slice(0, 2 * longestHead), 'base64')
      : bytes.subarray(0, longestHead),
  ).toString('hex');
  const found = signatures.find(
    ([type, offset, hex]) =>
      topLevelType(type) === topLevelType(mediaType) && head.slice(2 * offset).startsWith(hex),
  );
  return found?.[0];
}
