const redacted = '[redacted]';
// Nobody keeps anything with a shorter one (`ollama` is what a local box takes for a key), and hiding those would
// garble the text around.
const shortestSecret = 10;

/** Takes the values of known secrets out of any text: the last line of defence before something is shown. */
export function createRedactor(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= shortestSecret);
  // Longer ones first, so that a secret which contains another one goes as a whole.
  known.sort((left, right) => right.length - left.length);
  return (text) => known.reduce((result, secret) => result.replaceAll(secret, redacted), text);
}
