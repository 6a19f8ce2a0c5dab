import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, shellLines } from './shell-script.js';

const setup = { set: { A: "it's", B: 'a\\b $HOME `x` "q"' }, unset: ['C'], args: [] };

describe('lines to paste', () => {
  it.each([
    ['sh', ['unset C', "export A='it'\\''s'", 'export B=\'a\\b $HOME `x` "q"\'']],
    ['fish', ['set -e C', "set -gx A 'it\\'s'", 'set -gx B \'a\\\\b $HOME `x` "q"\'']],
    [
      'powershell',
      [
        'Remove-Item Env:C -ErrorAction SilentlyContinue',
        "$env:A = 'it''s'",
        '$env:B = \'a\\b $HOME `x` "q"\'',
      ],
    ],
  ] as const)('are in the syntax of %s', (shell, lines) => {
    expect(shellLines(setup, shell)).toEqual(lines);
  });

  it('mean to a real shell what was put in, whatever it is', () => {
    const printable = fc.string({ maxLength: 40 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(printable, (value) => {
        const [line = ''] = shellLines({ set: { VALUE: value }, unset: [], args: [] }, 'sh');
        const printed = execFileSync('/bin/sh', ['-c', `${line}\nprintf '%s' "$VALUE"`], {
          encoding: 'utf8',
        });
        expect(printed).toBe(value);
        const words = execFileSync('/bin/sh', ['-c', `printf '%s' ${commandLine([value], 'sh')}`], {
          encoding: 'utf8',
        });
        expect(words).toBe(value);
      }),
      { numRuns: 30 },
    );
  });
});
