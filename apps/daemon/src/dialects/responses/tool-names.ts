import { createHash } from 'node:crypto';

/** A tool as this dialect names it. */
export interface ToolIdentity {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** The group that it is called in. */
  readonly namespace?: string;
}

/** The two-way list of what tools are called here and in chat APIs, which know one flat list of functions. */
export interface ToolNames {
  /** The function's name for a tool; the same for the same tool, another for another. */
  chatNameOf(tool: ToolIdentity): string;
  /** The tool that a model means. A name that nobody gave it is taken for a function's. */
  toolOf(chatName: string): ToolIdentity;
}

/** What every chat API takes for the name of a function (OpenAI's reference, 2026-11). */
const maxLength = 64;
const foreign = /[^A-Za-z0-9_-]/g;
const hashLength = 8;

export function createToolNames(): ToolNames {
  const chatNames = new Map<string, string>();
  const tools = new Map<string, ToolIdentity>();
  return {
    chatNameOf(tool) {
      const identity = JSON.stringify([tool.kind, tool.namespace ?? null, tool.name]);
      const known = chatNames.get(identity);
      if (known !== undefined) return known;
      const plain = plainName(tool);
      const chatName = plain === undefined || tools.has(plain) ? hashedName(tool, identity) : plain;
      chatNames.set(identity, chatName);
      tools.set(chatName, tool);
      return chatName;
    },
    toolOf: (chatName) => tools.get(chatName) ?? { kind: 'function', name: chatName },
  };
}

/** The name itself, after that of its namespace; `undefined` when no chat API would take it. */
function plainName(tool: ToolIdentity): string | undefined {
  const joined = joinedName(tool);
  return joined.length <= maxLength && joined.search(foreign) === -1 ? joined : undefined;
}

function hashedName(tool: ToolIdentity, identity: string): string {
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, hashLength);
  const readable = joinedName(tool).replace(foreign, '_');
  return `${readable.slice(0, maxLength - hashLength - 1)}_${hash}`;
}

function joinedName({ namespace, name }: ToolIdentity): string {
  return namespace === undefined ? name : `${namespace}__${name}`;
}
