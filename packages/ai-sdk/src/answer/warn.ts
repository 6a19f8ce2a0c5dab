import type { SharedV4Warning } from '@ai-sdk/provider';

/** Takes what a translation could not carry, so that the caller is told. */
export type Warn = (warning: SharedV4Warning) => void;
