import { chatCompletions } from './bodies.js';

/** What a coding agent sends even with a question of one line: instructions and tools of some 48 KB. */
export const agentBody = JSON.stringify({
  ...(JSON.parse(chatCompletions.wholeBody) as { readonly messages: readonly object[] }),
  messages: [
    { role: 'system', content: 'You are a careful agent. Rules follow, and tools. '.repeat(960) },
    { role: 'user', content: 'Which file holds the parser?' },
  ],
});
