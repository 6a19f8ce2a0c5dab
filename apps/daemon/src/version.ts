declare const __PACKAGE_VERSION__: string;

/** The version in package.json, put in by the build. */
export const version: string = __PACKAGE_VERSION__;
