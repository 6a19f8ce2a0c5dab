import ts from 'typescript';

/** What each file imports at run time: imports and re-exports that vanish in the compiled code do not count. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Reads the value imports between `files`; imports of anything else are left out. */
export function readImportGraph(files: readonly string[]): ImportGraph {
  const known = new Set(files);
  return new Map(files.map((file) => [file, valueImports(file).filter((target) => known.has(target))]));
}

/** Every group of files that import each other in a circle, each as one closed path. */
export function findImportCycles(graph: ImportGraph): string[][] {
  const finished = new Set<string>();
  const cycles: string[][] = [];
  for (const start of graph.keys()) visit(start, []);
  return cycles;

  function visit(file: string, path: readonly string[]): void {
    if (finished.has(file)) return;
    const first = path.indexOf(file);
    if (first >= 0) {
      cycles.push([...path.slice(first), file]);
      return;
    }
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  }
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['@reg/source'],
};

function valueImports(file: string): string[] {
  const source = ts.createSourceFile(file, ts.sys.readFile(file) ?? '', ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const specifier = isValueImport(statement) ? statement.moduleSpecifier : undefined;
    if (!specifier || !ts.isStringLiteral(specifier)) return [];
    const mode = ts.ModuleKind.ESNext;
    const found = ts.resolveModuleName(specifier.text, file, options, ts.sys, undefined, undefined, mode);
    return found.resolvedModule ? [ts.sys.resolvePath(found.resolvedModule.resolvedFileName)] : [];
  });
}

function isValueImport(statement: ts.Statement): statement is ts.ImportDeclaration | ts.ExportDeclaration {
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    if (!clause) return true;
    if (clause.isTypeOnly) return false;
    const bindings = clause.namedBindings;
    if (clause.name || !bindings || !ts.isNamedImports(bindings)) return true;
    return bindings.elements.some((element) => !element.isTypeOnly);
  }
  if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return false;
  const clause = statement.exportClause;
  return !clause || !ts.isNamedExports(clause) || clause.elements.some((element) => !element.isTypeOnly);
}
