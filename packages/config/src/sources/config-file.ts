import { resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLError } from 'yaml';
import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { findUpwards } from './find-upwards.js';
import { readBounded } from './read-bounded.js';
import { resolveReferences } from './references.js';
import type { SettingsTree } from './tree-source.js';

export const configFileNames = ['reg.config.yaml', 'reg.config.yml', 'reg.config.json'];

export interface ConfigFile {
  readonly path?: string;
  readonly tree: SettingsTree;
  readonly problems: readonly ConfigurationProblem[];
}

export interface ConfigFileRequest {
  /** The path that somebody gave, and who. Absent: it is looked for. */
  readonly given?: { readonly path: string; readonly source: string; readonly name: string };
  readonly cwd: string;
  /** The value of a variable that the file refers to. */
  lookup(name: string): string | undefined;
}

export const noConfigFile: ConfigFile = {
  tree: { value: undefined, sourceAt: () => 'file', explainedAt: () => 'file' },
  problems: [],
};

/** The settings of the given config file, or of the nearest one from `cwd` upwards, or none. */
export function readConfigFile({ given, cwd, lookup }: ConfigFileRequest): ConfigFile {
  const found = given === undefined ? findUpwards(cwd, configFileNames) : [resolve(cwd, given.path)];
  const [path] = found;
  if (path === undefined) return noConfigFile;
  const expected = 'a file of settings in YAML or JSON';
  if (found.length > 1)
    return refused({
      source: `file ${path}`,
      name: found.join(', '),
      expected: 'only one of them',
      problem: 'lie side by side',
    });
  const read = readBounded(path);
  if ('problem' in read)
    return refused({
      source: given?.source ?? `file ${path}`,
      name: given?.name ?? path,
      expected,
      problem: `${path} ${read.problem}`,
    });
  return parseConfigFile(path, read.text, lookup);
}

function refused(problem: ConfigurationProblem): ConfigFile {
  return { ...noConfigFile, problems: [problem] };
}

/** JSON is read as YAML, of which it is a part, so that problems can be placed in both. */
function parseConfigFile(path: string, text: string, lookup: ConfigFileRequest['lookup']): ConfigFile {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const syntax = document.errors.map((error) => syntaxProblem(error, path, lines));
    if (syntax.length > 0) return { ...noConfigFile, path, problems: syntax };
    const at = (place: readonly string[]) => {
      const offset = offsetOf(document.contents, place);
      if (offset === undefined) return { line: '', column: '' };
      const { line, col } = lines.linePos(offset);
      return { line: `:${String(line)}`, column: `:${String(col)}` };
    };
    const sourceAt = (place: readonly string[]) => `file ${path}${at(place).line}${at(place).column}`;
    const { value, wholes, problems } = resolveReferences(document.toJS(), lookup, sourceAt);
    return {
      path,
      problems,
      tree: {
        value: value ?? {},
        sourceAt,
        explainedAt: (place) => `file ${path}${at(place).line}`,
        fromVariable: (place) => wholes.has(place.join('.')),
      },
    };
  } catch {
    // Too many aliases, or nested beyond what the parser takes. Its words may quote the file.
    return refused({
      source: `file ${path}`,
      name: path,
      expected: 'settings',
      problem: 'cannot be read as YAML',
    });
  }
}

// The parser's own messages quote the file, which may hold keys.
const syntaxWords: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'has the same name twice',
  BAD_INDENT: 'is indented wrongly',
  TAB_AS_INDENT: 'is indented with tabs, which YAML does not allow',
  MISSING_CHAR: 'lacks a closing bracket, quote or comma',
  MULTIPLE_DOCS: 'holds more than one document',
};

function syntaxProblem(error: YAMLError, path: string, lines: LineCounter): ConfigurationProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  return {
    source: `file ${path}:${String(line)}:${String(col)}`,
    name: `line ${String(line)}`,
    expected: 'well-formed YAML or JSON',
    problem: syntaxWords[error.code] ?? `is not well-formed (${error.code})`,
  };
}

/** Where the last name of the path stands, or as much of the path as the document has. */
function offsetOf(root: unknown, path: readonly string[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === name);
      if (pair === undefined) return offset;
      offset = (pair.key as Node | null)?.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(name)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
