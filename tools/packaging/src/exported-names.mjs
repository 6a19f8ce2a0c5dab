import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { entryPoints } from './workspace.mjs';

/**
 * The public names of one entry point: those that exist at run time, and those that are types only.
 * @typedef {{ values: string[], types: string[] }} ExportedNames
 */

/**
 * Reads the public names of every entry point from the built declarations.
 * @param {import('./workspace.mjs').PublishedPackage} published
 * @returns {Record<string, ExportedNames>}
 */
export function exportedNames(published) {
  const entries = entryPoints(published);
  const program = ts.createProgram({
    rootNames: entries.map(([, declarations]) => declarations),
    options: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      noEmit: true,
      types: [],
    },
  });
  return Object.fromEntries(
    entries.map(([subpath, declarations]) => [subpath, namesOf(program, declarations)]),
  );
}

/**
 * @param {ts.Program} program
 * @param {string} declarations
 * @returns {ExportedNames}
 */
function namesOf(program, declarations) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(declarations);
  const module = source && checker.getSymbolAtLocation(source);
  const symbols = module ? checker.getExportsOfModule(module) : [];
  const isValue = (/** @type {ts.Symbol} */ symbol) => {
    if (symbol.declarations?.some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration)))
      return false;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (target.flags & ts.SymbolFlags.Value) !== 0;
  };
  const named = (/** @type {boolean} */ wanted) =>
    symbols
      .filter((symbol) => isValue(symbol) === wanted)
      .map((symbol) => symbol.name)
      .sort();
  return { values: named(true), types: named(false) };
}

/**
 * The names that an entry point really has at run time.
 * @param {string} declarations its declaration file; the code lies beside it
 */
export async function runtimeNames(declarations) {
  const code = declarations.replace(/\.d\.ts$/u, '.js');
  return Object.keys(await import(pathToFileURL(code).href)).sort();
}
