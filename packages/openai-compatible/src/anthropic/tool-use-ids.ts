/** What the Messages API takes for the id of a tool use (platform.claude.com, 2026-11). */
const acceptable = /^[A-Za-z0-9_-]{1,128}$/;

/** The ids under which the calls of one conversation are sent. */
export interface ToolUseIds {
  /** Of the next call in the conversation. */
  ofCall(id: string): string;
  /** Of the call that a result belongs to: the last one of that id. */
  ofResult(id: string): string;
}

/**
 * The Messages API wants plain ids that are unique in the whole conversation, while Kimi's OpenAI wire counts anew in
 * each answer (`get_weather:0`). Others are renamed by their place, so that the same conversation is sent the same way
 * each time and prompt caches hold.
 */
export function createToolUseIds(): ToolUseIds {
  const sent = new Set<string>();
  const latest = new Map<string, string>();
  const renamed = (id: string): string => {
    const plain = id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
    for (let number = sent.size; ; number += 1) {
      const candidate = `call_${number}_${plain}`;
      if (!sent.has(candidate)) return candidate;
    }
  };
  return {
    ofCall(id) {
      const own = acceptable.test(id) && !sent.has(id) ? id : renamed(id);
      sent.add(own);
      latest.set(id, own);
      return own;
    },
    ofResult: (id) => latest.get(id) ?? id,
  };
}
