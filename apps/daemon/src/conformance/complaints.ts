/** A law that users of other gateways saw broken: what must hold instead, and where it was reported. */
export interface Complaint {
  readonly law: string;
  readonly reportedAt: string;
}

const github = (path: string): string => `https://github.com/${path}`;

/** By a name of our own. The cases that are about one name it. */
export const complaints = {
  brokenStream: {
    law: 'A stream that is cut, stalls or is malformed before any content fails over.',
    reportedAt: github('BerriAI/litellm/issues/40404'),
  },
  cleanCut: {
    law: 'A stream that stops in the middle never ends as if it were complete.',
    reportedAt: github('Portkey-AI/gateway/issues/1797'),
  },
  deadDone: {
    law: 'A dead stream is never given a [DONE].',
    reportedAt: github('maximhq/bifrost/issues/5546'),
  },
  lateError: {
    law: 'An error in the second event of a stream, before any content, fails over like one in the first.',
    reportedAt: github('maximhq/bifrost/issues/5395'),
  },
  silentUpstream: {
    law: 'A vendor that accepts and then says nothing is given up in time.',
    reportedAt: github('maximhq/bifrost/issues/7034'),
  },
  statusFallback: {
    law: 'A 429 or 403 of a vendor leads to failover where another may answer.',
    reportedAt: github('maximhq/bifrost/issues/3261'),
  },
  herd: {
    law: 'A vendor that recovers is met by one probe, not by everybody.',
    reportedAt: github('maximhq/bifrost/issues/125'),
  },
  idleBreaker: {
    law: 'A circuit that is configured really keeps requests away.',
    reportedAt: github('Portkey-AI/gateway/issues/1289'),
  },
  hiddenState: {
    law: 'The state of circuits can be read.',
    reportedAt: github('BerriAI/litellm/issues/25504'),
  },
  noFallback: {
    law: 'Where no fallback was allowed there is none, in streams neither.',
    reportedAt: github('BerriAI/litellm/issues/19077'),
  },
  retriesAlone: {
    law: 'An early error in a stream is retried where only retries are configured.',
    reportedAt: github('BerriAI/litellm/issues/29808'),
  },
  sameCooldown: {
    law: 'A probe that fails keeps the circuit open for longer than before.',
    reportedAt: github('BerriAI/litellm/issues/40130'),
  },
  allCooling: {
    law: 'When everything is open, the target that opened longest ago is probed instead of refusing.',
    reportedAt: github('BerriAI/litellm/issues/3646'),
  },
  deafCooldown: {
    law: 'A target that fails without pause is out of the rotation at once.',
    reportedAt: github('BerriAI/litellm/pull/34836'),
  },
  disconnect: {
    law: 'A client that leaves ends the call to the vendor, and nobody is blamed.',
    reportedAt: github('BerriAI/litellm/issues/14457'),
  },
  reasoningReplay: {
    law: 'Reasoning is sent back with tool calls where the vendor demands it.',
    reportedAt: github('BerriAI/litellm/issues/26156'),
  },
  requestShape: {
    law: 'A conversation that another model began is sent in the shape that this one takes.',
    reportedAt: github('can1357/oh-my-pi/pull/2114'),
  },
  missingUsage: {
    law: 'An answer without usage, or no answer at all, is no crash and hides no error.',
    reportedAt: github('vercel/ai/issues/12477'),
  },
  balanceAsThrottling: {
    law: 'An empty balance is no rate limit, whatever status it comes with.',
    reportedAt: github('experientiallabs/experiential/pull/958'),
  },
  oneAtATime: {
    law: 'A plan that allows one request at a time is kept to.',
    reportedAt: github('anomalyco/opencode/issues/8618'),
  },
  lostRetries: {
    law: 'Errors that vendors send inside a stream are retried like any others, before content.',
    reportedAt: github('vercel/ai/issues/18667'),
  },
  firstToken: {
    law: 'A vendor that begins and brings no content does not eat the time of all others.',
    reportedAt: github('openclaw/openclaw/issues/22364'),
  },
  failedBefore: {
    law: 'What failed in a request is not asked again in it, and recovery is probed with real requests.',
    reportedAt: github('QuantumNous/new-api/pull/7069'),
  },
  deadRetries: {
    law: 'A dead target or key is not tried dozens of times.',
    reportedAt: github('QuantumNous/new-api/issues/2899'),
  },
  chargedFree: {
    law: 'Who asked for free models only is never charged by a fallback.',
    reportedAt: github('langchain-ai/openwiki/issues/61'),
  },
  bareLimit: {
    law: 'A 429 leads to failover with and without Retry-After.',
    reportedAt: github('agentgateway/agentgateway/issues/1500'),
  },
  blindFallback: {
    law: 'A picture never falls back to a model that cannot see.',
    reportedAt: github('NousResearch/hermes-agent/pull/51230'),
  },
  retryStorm: {
    law: 'Many clients do not amplify an overload.',
    reportedAt: github('tombii/better-ccflare/pull/349'),
  },
  retiredModel: {
    law: 'A retired model is named as such before anything is sent.',
    reportedAt: 'https://dev.to/gad_ofir_076c468dd15d483b/your-llm-fallback-probably-isnt-a-fallback-34fk',
  },
} as const satisfies Readonly<Record<string, Complaint>>;

export type ComplaintName = keyof typeof complaints;
