import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where a command writes. Results go to `out`, everything else to `err`, so that pipes get results only. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Marks text for `out` up, if its reader wants that. */
  style(style: Style, text: string): string;
  /** The same for `err`, which may go elsewhere. */
  styleErr(style: Style, text: string): string;
}

/** Looked at whenever text is marked up, so it may be found out late. */
export interface TerminalColors {
  readonly colorOut: boolean;
  readonly colorErr: boolean;
}

export interface TerminalWriters {
  writeOut(text: string): void;
  writeErr(text: string): void;
}

export function createTerminal(colors: TerminalColors, writers: TerminalWriters): Terminal {
  return {
    out: writers.writeOut,
    err: writers.writeErr,
    style: (style, text) => (colors.colorOut ? marked(style, text) : text),
    styleErr: (style, text) => (colors.colorErr ? marked(style, text) : text),
  };
}

function marked(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}
