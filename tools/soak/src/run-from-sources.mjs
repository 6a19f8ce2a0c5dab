// Put in front of a script (`node --import`), lets Node run the daemon from its sources, without a build.
import '../../docs/src/resolve-sources.mjs';

Object.assign(globalThis, { __PACKAGE_VERSION__: '0.0.0-sources' });
