/** What is wrong with running on this version of Node, if anything is. */
export function unsupportedNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return undefined;
  return `reg needs Node 22.12 or newer; this is ${version}.`;
}
