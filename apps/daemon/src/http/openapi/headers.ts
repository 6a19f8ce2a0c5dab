/** The headers that a routed answer carries, streams and errors with attempts included. */
export const reportHeaderNames: Readonly<Record<string, string>> = {
  'x-request-id': 'The id of the request: the client’s own when it is sane, else a new one.',
  'x-reg-provider': 'Who answered.',
  'x-reg-model': 'Which model answered.',
  'x-reg-model-mapped': 'What stood for the model that was asked for, when nobody serves one of that name.',
  'x-reg-attempts': 'How many attempts it took so far, the answering one included.',
  'x-reg-decision-id': 'Names the routing decision in logs.',
  'x-reg-overhead-ms': 'Milliseconds that reg itself took.',
  'x-reg-cost-usd': 'What a whole answer cost; absent on streams and where the price is unknown.',
  'x-reg-fallback': 'true when another model than the first choice answered.',
  'x-reg-warnings': 'What was changed in the request for the model, like "temperature dropped".',
  'x-reg-sandbox': 'simulated: the answer comes from an embedded simulator.',
};

/** The same as OpenAPI header objects. */
export const reportHeaderObjects = Object.fromEntries(
  Object.entries(reportHeaderNames).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]),
);
