/** The provider id at the front of a target `provider/model`. */
export function providerOf(target: string): string {
  const separator = target.indexOf('/');
  return separator === -1 ? target : target.slice(0, separator);
}
