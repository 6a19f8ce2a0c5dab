import { expect, it } from 'vitest';
import { inSources } from './bundled-sources.js';
import type { Frame } from './layers.js';

const bundle = 'file:///srv/apps/daemon/dist/chunk-AB12.js';
const code = [
  'import { x } from "./chunk-CD34.js";',
  '// src/http/send-json.ts',
  'function sendJson() {',
  '  // not/a-module of its own',
  '}',
  '// ../../packages/core/dist/chunk-EF56.js',
  'function startAttempt() {}',
  '// @__NO_SIDE_EFFECTS__',
  'function succeed() {}',
  '// ../../node_modules/undici/lib/client.js',
  'function _resume() {}',
].join('\n');

function urlOf(frame: Frame): string | undefined {
  const profile = { nodes: [{ id: 1, callFrame: frame }], samples: [1], timeDeltas: [1] };
  return inSources(profile, () => code).nodes[0]?.callFrame.url;
}

it.each([
  ['the bundled package itself', 4, 'file:///srv/apps/daemon/src/http/send-json.ts'],
  ['a package that it depends on', 6, 'file:///srv/packages/core/dist/chunk-EF56.js'],
  ['a line after a remark', 8, 'file:///srv/packages/core/dist/chunk-EF56.js'],
  ['a library', 10, 'file:///srv/node_modules/undici/lib/client.js'],
  ['what stands before all modules', 0, bundle],
])('finds the file of %s', (_, lineNumber, url) => {
  expect(urlOf({ functionName: 'f', url: bundle, lineNumber })).toBe(url);
});

it('leaves what is in no bundle, and reads each script once', () => {
  const read: string[] = [];
  const frames = [
    'node:_http_outgoing',
    'file:///srv/tools/bench/src/targets/bare-relay.mjs',
    bundle,
    bundle,
  ];
  const nodes = frames.map((url, id) => ({ id, callFrame: { functionName: 'f', url, lineNumber: 2 } }));
  const { nodes: told } = inSources({ nodes }, (url) => {
    read.push(url);
    return code;
  });
  expect(told.slice(0, 2)).toEqual(nodes.slice(0, 2));
  expect(read).toEqual([bundle]);
});
