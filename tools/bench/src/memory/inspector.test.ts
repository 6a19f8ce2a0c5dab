import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { startChild, type Child } from '../child.js';
import { freePort } from '../free-port.js';
import { connectInspector } from './inspector.js';

const children: Child[] = [];
afterAll(async () => {
  for (const child of children) await child.stop();
});

const megabyte = 1024 * 1024;
/** Holds so much in buffers for as long as it has a standard input. */
const holder = `const held = Buffer.alloc(32 * ${megabyte}, 1); console.log('ready'); setInterval(() => held[0], 1000);`;

describe('the inspector of another process', () => {
  it('tells what that holds, in buffers apart from its heap', async () => {
    const port = await freePort();
    const child = startChild(process.execPath, [`--inspect=127.0.0.1:${port}`, '-e', holder], { cpu: 0 });
    children.push(child);
    if (child.process.stdout !== null) await once(child.process.stdout, 'data');
    const inspector = await connectInspector(port);
    const { heap, external } = await inspector.held();
    inspector.close();
    expect(heap).toBeGreaterThan(megabyte);
    expect(heap).toBeLessThan(32 * megabyte);
    expect(external).toBeGreaterThan(32 * megabyte);
    expect(external).toBeLessThan(48 * megabyte);
  });

  it('is missed where nothing listens', async () => {
    await expect(connectInspector(await freePort())).rejects.toThrow();
  });
});
