import type { AgentUnderTest, Edit } from './agent-under-test.js';
import { task } from './broken-project.js';
import type { Step } from './model-script.js';

export const lastWords = 'lineTotal multiplies now.';

/** Two turns of work and a last word; a vendor that is down, an answer that breaks and a connection that is reset. */
export function plotFor(agent: AgentUnderTest, edit: Edit): readonly Step[] {
  return [
    {
      kind: 'vendor_down',
      fault: { kind: 'status', status: 502, body: '<html>502 Bad Gateway</html>' },
      told: 'is down: 502',
    },
    {
      kind: 'answer',
      answer: {
        reasoning: 'I have to see the file first.',
        text: 'I read the file.',
        call: agent.read(edit),
      },
      expects: task,
      told: `calls ${agent.read(edit).name} to see the file`,
    },
    ...sideStory(agent, edit),
    {
      kind: 'fault',
      fault: { kind: 'cut', afterContentChunks: 2, ending: 'reset' },
      told: 'breaks off in the middle of its answer',
    },
    {
      kind: 'answer',
      answer: {
        reasoning: 'The plus is the bug.',
        text: 'I change the operator.',
        call: agent.edit(edit),
      },
      expects: agent.delegate === undefined ? edit.from.trim() : smallWords,
      told: `calls ${agent.edit(edit).name} to change it`,
    },
    {
      kind: 'fault',
      fault: { kind: 'reset_before_response' },
      told: 'resets the connection before it answers',
    },
    {
      kind: 'answer',
      answer: { reasoning: 'That is all.', text: lastWords },
      expects: edit.to.trim(),
      told: 'says that it is done',
    },
  ];
}

const smallTask = 'Say whether anything else in this repository adds prices.';
const smallWords = 'Nothing else does.';

/** The model has a smaller one look around, and hears what it found. */
function sideStory({ delegate }: AgentUnderTest, edit: Edit): readonly Step[] {
  if (delegate === undefined) return [];
  const call = delegate(smallTask);
  return [
    {
      kind: 'answer',
      answer: { reasoning: 'Somebody else can look further.', text: 'I ask a smaller agent.', call },
      expects: edit.from.trim(),
      told: `calls ${call.name} to have a smaller agent look around`,
    },
    {
      kind: 'answer',
      answer: { reasoning: 'There is one file.', text: smallWords },
      expects: smallTask,
      told: 'says what it found',
    },
  ];
}
