import {
  defaultRetrySettings,
  type CallObserver,
  type Candidate,
  type Clock,
  type Decision,
  type RegistrySnapshot,
  type RouteReport,
  type RoutingPolicy,
} from '@reg/core';
import { createExecutor, type Executor, type ExecutorSettings } from '../executor/create-executor.js';
import { createModelSelector } from '../selector/create-model-selector.js';
import { aPolicy, aSnapshot } from './candidates.js';
import {
  createScriptedDirectory,
  type Script,
  type ScriptedDirectory,
  type Turn,
} from './scripted-directory.js';

export interface ScriptedRegistry {
  readonly executor: Executor;
  readonly directory: ScriptedDirectory;
  readonly decisions: readonly Decision[];
  readonly ended: readonly { readonly report: RouteReport; readonly error?: unknown }[];
}

/** The real selector and executor over scripted providers. */
export function createScriptedRegistry(options: {
  readonly candidates: readonly Candidate[];
  readonly policy?: RoutingPolicy;
  readonly clock: Clock;
  /** What each call does, by target; the last turn repeats. Or a function of the call. */
  readonly turns?: Readonly<Record<string, readonly Turn[]>> | Script['turn'];
  readonly refuses?: Script['refuses'];
  readonly settings?: Partial<ExecutorSettings>;
  readonly observer?: CallObserver;
}): ScriptedRegistry {
  const { clock, turns = {} } = options;
  const snapshot: RegistrySnapshot = aSnapshot(options.candidates, options.policy ?? aPolicy());
  const directory: ScriptedDirectory = createScriptedDirectory({
    snapshot,
    clock,
    turn:
      typeof turns === 'function'
        ? turns
        : (call) => turnOf(turns[call.target] ?? [{}], directory, call.target),
    ...(options.refuses === undefined ? {} : { refuses: options.refuses }),
  });
  const decisions: Decision[] = [];
  const ended: { readonly report: RouteReport; readonly error?: unknown }[] = [];
  const executor = createExecutor({
    directory,
    selector: createModelSelector({ clock }),
    clock,
    random: () => 0.5,
    settings: {
      retry: defaultRetrySettings,
      maxAttempts: 6,
      allowFallback: false,
      defaultModel: 'auto',
      ...options.settings,
    },
    observer: options.observer ?? {
      decided: (decision) => decisions.push(decision),
      callEnded: (report, error) => ended.push(error === undefined ? { report } : { report, error }),
    },
  });
  return { executor, directory, decisions, ended };
}

function turnOf(turns: readonly Turn[], directory: ScriptedDirectory, target: string): Turn {
  const made = directory.calls.filter((call) => call.target === target).length;
  return turns[Math.min(made, turns.length) - 1] ?? {};
}
