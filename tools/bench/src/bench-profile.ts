import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { describeProfiles, type ProfileFigures } from './describe-profiles.js';
import { measureProfiles } from './profile.js';
import { benchFolder, startUpstream } from './targets.js';
import { outputFile } from './output-file.js';

const { values } = parseArgs({
  options: { profile: { type: 'boolean' }, out: { type: 'string' } },
});
const out = outputFile(values.out, 'profile.json');

const upstream = await startUpstream();
const folder = benchFolder();
try {
  const at = { upstream: upstream.child, upstreamUrl: upstream.url, daemon: buildDaemon(), folder };
  const figures: ProfileFigures = {
    date: new Date().toISOString(),
    node: process.version,
    rows: await measureProfiles(at, {
      warmUpSeconds: 20,
      seconds: 10,
      onProgress: (line) => {
        console.error(line);
      },
    }),
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${describeProfiles(figures)}\n\nwritten to ${out}`);
} finally {
  await upstream.child.stop();
  rmSync(folder, { recursive: true, force: true });
}
