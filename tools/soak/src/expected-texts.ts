import { startGlmSimulator, startKimiSimulator } from '@reg/testkit';
import { jsonIn, listIn, textIn } from './json.js';
import { parseObject } from './read-answer.js';

/** What each model says when nothing befalls it, asked of simulators that the weather does not reach. */
export interface ExpectedTexts {
  /** @param target - `provider/model` */
  of(target: string, prompt: string): Promise<string>;
  close(): Promise<void>;
}

export async function startExpectedTexts(): Promise<ExpectedTexts> {
  const [kimi, glm] = await Promise.all([
    startKimiSimulator({ maxRequests: 1 }),
    startGlmSimulator({ maxRequests: 1 }),
  ]);
  const baseUrls: Readonly<Record<string, string>> = { kimi: kimi.baseUrl, glm: glm.baseUrl };
  const known = new Map<string, Promise<string>>();
  return {
    of(target, prompt) {
      const name = JSON.stringify([target, prompt]);
      const text = known.get(name) ?? askReference(baseUrls, target, prompt);
      known.set(name, text);
      return text;
    },
    async close() {
      await Promise.all([kimi.close(), glm.close()]);
    },
  };
}

async function askReference(
  baseUrls: Readonly<Record<string, string>>,
  target: string,
  prompt: string,
): Promise<string> {
  const [provider = '', model = ''] = target.split('/');
  const response = await fetch(
    `${baseUrls[provider] ?? 'http://unknown-provider.invalid'}/chat/completions`,
    {
      method: 'POST',
      headers: { authorization: 'Bearer sk-reference-0123456789abcdef', 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] }),
    },
  );
  const body = parseObject(await response.text()) ?? {};
  const message = jsonIn(listIn(body, 'choices')[0] ?? {}, 'message');
  const text = textIn(message ?? {}, 'content');
  if (text === undefined)
    throw new Error(`The reference has no answer of ${target}: ${JSON.stringify(body)}`);
  return text;
}
