import { createHash } from 'node:crypto';

/** What Anthropic's API takes for the id of a tool use (platform.claude.com, 2026-11). */
const acceptable = /^[A-Za-z0-9_-]+$/;
const wrapped = /^toolu_reg_[0-9a-f]{8}_([A-Za-z0-9_-]*)$/;

/**
 * The id under which a client sees a tool call. Kimi counts its calls anew in each answer (`get_weather:0`, vendor's
 * docs 2026-09), while clients of this dialect look results up by id over a whole session. Such ids are wrapped:
 * the answer's own id makes them unique, and the vendor's id comes back from them, because Kimi wants it unchanged.
 */
export function toolUseIdFrom(callId: string, answerId: string): string {
  if (acceptable.test(callId) && !wrapped.test(callId)) return callId;
  const nonce = createHash('sha256').update(`${answerId}\n${callId}`).digest('hex').slice(0, 8);
  return `toolu_reg_${nonce}_${Buffer.from(callId).toString('base64url')}`;
}

/** The vendor's id of a tool call that a client names. */
export function callIdFrom(toolUseId: string): string {
  const encoded = wrapped.exec(toolUseId)?.[1];
  return encoded === undefined ? toolUseId : Buffer.from(encoded, 'base64url').toString('utf8');
}
