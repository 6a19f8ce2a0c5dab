import { createHash } from 'node:crypto';

/** Long enough to be somebody's random id, in the characters that OpenAI's own have. */
const unmistakable = /^[A-Za-z0-9_-]{16,128}$/;
const wrapped = /^call_reg_[0-9a-f]{8}_([A-Za-z0-9_-]*)$/;

/**
 * The id under which a client sees a tool call. Kimi counts its calls anew in each answer (`get_weather:0`, vendor's
 * docs 2026-09), while clients match calls and outputs by id over a whole session. Such ids are wrapped: the answer's
 * own id makes them unique, and the vendor's id comes back from them, because Kimi wants it unchanged.
 */
export function callIdFrom(vendorId: string, answerId: string): string {
  if (unmistakable.test(vendorId) && !wrapped.test(vendorId)) return vendorId;
  const nonce = createHash('sha256').update(`${answerId}\n${vendorId}`).digest('hex').slice(0, 8);
  return `call_reg_${nonce}_${Buffer.from(vendorId).toString('base64url')}`;
}

/** The vendor's id of a tool call that a client names. */
export function vendorIdFrom(callId: string): string {
  const encoded = wrapped.exec(callId)?.[1];
  return encoded === undefined ? callId : Buffer.from(encoded, 'base64url').toString('utf8');
}
