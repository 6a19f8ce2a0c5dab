// Shapes that nothing but a credential has: `sk-…` (Kimi and many others), `<hex id>.<secret>` (GLM), a bearer
// token, a JWT, user and password in a URL.
const credentialShapes: readonly RegExp[] = [
  /(^|[^a-z0-9])sk-[a-z0-9_-]{16,}/i,
  /[0-9a-f]{32}\.[a-z0-9]{12,}/i,
  /bearer\s+[a-z0-9._-]{16,}/i,
  /eyJ[a-z0-9_-]{10,}\.[a-z0-9_-]{10,}/i,
  /:\/\/[^/\s]*@/,
];

/** Whether text contains what can only be a credential. */
export function containsCredential(text: string): boolean {
  return credentialShapes.some((shape) => shape.test(text));
}

/**
 * Whether text may be a credential: the test for showing a value that is wrong anyway, where hiding too much
 * costs little.
 */
export function mayBeCredential(text: string): boolean {
  const hasOpaqueRun = (text.match(/[a-z0-9_+/=-]{20,}/gi) ?? []).some(
    (run) => /\d/.test(run) && /[a-z]/i.test(run),
  );
  return hasOpaqueRun || /(^|[^a-z])sk-/i.test(text) || containsCredential(text);
}
