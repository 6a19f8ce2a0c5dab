import type { AgentSetup } from './agent.js';

export const shellNames = ['sh', 'fish', 'powershell'] as const;

export type ShellName = (typeof shellNames)[number];

interface Shell {
  set(name: string, value: string): string;
  unset(name: string): string;
  /** A value in quotes, nothing in which means anything to the shell. */
  quoted(value: string): string;
}

const shells: Readonly<Record<ShellName, Shell>> = {
  sh: {
    set: (name, value) => `export ${name}=${shells.sh.quoted(value)}`,
    unset: (name) => `unset ${name}`,
    quoted: (value) => `'${value.replaceAll("'", `'\\''`)}'`,
  },
  fish: {
    set: (name, value) => `set -gx ${name} ${shells.fish.quoted(value)}`,
    unset: (name) => `set -e ${name}`,
    // Between single quotes fish gives a meaning to these two only.
    quoted: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  },
  powershell: {
    set: (name, value) => `$env:${name} = ${shells.powershell.quoted(value)}`,
    unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
    quoted: (value) => `'${value.replaceAll("'", "''")}'`,
  },
};

/** Lines to paste: variables in the shell's own syntax. */
export function shellLines({ set, unset }: AgentSetup, name: ShellName): readonly string[] {
  const shell = shells[name];
  return [
    ...unset.map((variable) => shell.unset(variable)),
    ...Object.entries(set).map(([variable, value]) => shell.set(variable, value)),
  ];
}

/** One command line; words that mean something to the shell are quoted. */
export function commandLine(words: readonly string[], name: ShellName): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shells[name].quoted(word))).join(' ');
}
