/** Put in at build time; absent when the sources run as they are. */
declare const __PACKAGE_VERSION__: string | undefined;

/** The version of this package, for the User-Agent. */
export const version = typeof __PACKAGE_VERSION__ === 'undefined' ? 'source' : __PACKAGE_VERSION__;
