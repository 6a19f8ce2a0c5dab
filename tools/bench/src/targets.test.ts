import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatCompletions } from './bodies.js';
import { loadTarget, readStreams } from './load.js';
import { benchFolder, starters, startUpstream, type Target, type TargetEnvironment } from './targets.js';

let at: TargetEnvironment;
const started: Target[] = [];

beforeAll(async () => {
  const upstream = await startUpstream();
  at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: '', folder: benchFolder() };
});

afterAll(async () => {
  for (const { child } of started) await child.stop();
  await at.upstream.stop();
});

const headers = { 'content-type': 'application/json' };

// What a process has used is read from /proc.
describe.runIf(process.platform === 'linux')('a target', () => {
  it.each(['direct', 'bare', 'fastify', 'hono', 'nginx'] as const)(
    '%s gives what the upstream says, whole and streamed, under load too',
    async (name) => {
      const target = await starters[name](at);
      // nginx is not on every machine.
      if (target === undefined) return;
      if (name !== 'direct') started.push(target);
      const url = `${target.url}/v1/chat/completions`;
      const whole = await (
        await fetch(url, { method: 'POST', headers, body: chatCompletions.wholeBody })
      ).json();
      expect(whole).toMatchObject({ object: 'chat.completion', usage: { total_tokens: 240 } });
      const stream = await (
        await fetch(url, { method: 'POST', headers, body: chatCompletions.streamBody })
      ).text();
      expect(stream.split('\n\n').filter((event) => event.startsWith('data: {'))).toHaveLength(51);
      expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);
      const load = await loadTarget(target, { kind: 'whole', connections: 2, seconds: 1 });
      expect(load).toMatchObject({ failed: 0 });
      expect(load.requestsPerSecond).toBeGreaterThan(1);
      const read = await readStreams(target, { connections: 2, seconds: 0.5 });
      expect(read).toMatchObject({ failed: 0 });
      expect(read.chunks).toBe(read.streams * 50);
    },
  );
});
