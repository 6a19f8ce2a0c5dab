/** A request of about 1 KB, as a chat with a short history sends it. */
function chat(extra: object): string {
  const text = 'Please tell me, in a few short words, what the weather does to the mood of a city. ';
  return JSON.stringify({
    model: 'kimi-k2.6',
    messages: [
      { role: 'system', content: text.repeat(3) },
      { role: 'user', content: text.repeat(2) },
      { role: 'assistant', content: text.repeat(3) },
      { role: 'user', content: text },
    ],
    max_tokens: 256,
    ...extra,
  });
}

export const wholeBody = chat({});
export const streamBody = chat({ stream: true });
