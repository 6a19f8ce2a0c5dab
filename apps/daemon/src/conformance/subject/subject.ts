import type { CaseSetup, Vendor } from '../conformance-case.js';
import type { Answered } from '../seen.js';
import type { Upstreams } from '../upstream/start-upstreams.js';

/** `http`: OpenAI's chat completions; `messages` and `responses`: the daemon's other dialects. */
export type Surface = 'http' | 'messages' | 'responses' | 'in-process' | 'target';

/** One question as every surface takes it. */
export interface SubjectQuestion {
  /** The body of OpenAI's API. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What reg takes in the body's object `reg`. */
  readonly route: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  onContent?(): void;
}

/** The gateway that is put to the test, by one of its surfaces. */
export interface Subject {
  readonly surface: Surface;
  /** What a model of this vendor is called here. */
  modelName(vendor: Vendor, model: string): string;
  ask(question: SubjectQuestion): Promise<Answered>;
  /** The state of the circuit of a vendor's endpoint; `undefined` where it cannot be read. */
  endpointState(vendor: Vendor): Promise<string | undefined>;
  /** Stops it and starts it again with the same configuration and the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface SubjectSettings {
  readonly upstreams: Upstreams;
  readonly setup: CaseSetup;
  /** A folder for what is written. */
  readonly stateDir: string;
}

export type OpenSubject = (settings: SubjectSettings) => Promise<Subject>;
