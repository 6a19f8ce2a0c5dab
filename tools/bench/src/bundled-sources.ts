import type { CpuProfile, Frame } from './layers.js';

/** A module in a bundle begins with a line that names it, as seen from the package that was bundled. */
const moduleLine = /^\/\/ ((?:[\w@.~+-]+\/)+[\w@.~+-]+\.[cm]?[jt]s)$/;

/**
 * Says of each function in a bundle from which file it came, which is what tells its package. Scripts that name no
 * modules stay as they are; `read` is asked once for each script.
 */
export function inSources(profile: CpuProfile, read: (url: string) => string): CpuProfile {
  const modules = new Map<string, readonly (string | undefined)[]>();
  const modulesOf = (url: string): readonly (string | undefined)[] => {
    const known = modules.get(url);
    if (known !== undefined) return known;
    const found = moduleByLine(url, read(url));
    modules.set(url, found);
    return found;
  };
  const inSource = (frame: Frame): Frame => {
    const { url, lineNumber = 0 } = frame;
    if (!/\/dist\/[^/]+$/.test(url)) return frame;
    return { ...frame, url: modulesOf(url)[lineNumber] ?? url };
  };
  return {
    ...profile,
    nodes: profile.nodes.map((node) => ({ ...node, callFrame: inSource(node.callFrame) })),
  };
}

function moduleByLine(url: string, code: string): readonly (string | undefined)[] {
  const bundled = new URL('..', url);
  let current: string | undefined;
  return code.split('\n').map((line) => {
    const path = moduleLine.exec(line)?.[1];
    if (path !== undefined) current = new URL(path, bundled).href;
    return current;
  });
}
