import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { exportedNames, runtimeNames } from './exported-names.mjs';
import { entryPoints, workspaceRoot } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').PublishedPackage} PublishedPackage */
/** @typedef {import('./exported-names.mjs').ExportedNames} ExportedNames */

const advice = 'If the change is meant, run "npm run api:update", commit the list and write a changeset.';

/** @param {string} name */
export const pinFile = (name) =>
  join(workspaceRoot, 'tools/packaging/api', `${name.replace(/^@[^/]+\//u, '')}.json`);

/** @param {PublishedPackage} published */
export async function writeApiPins(published) {
  const file = pinFile(published.name);
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(file, await format(JSON.stringify(exportedNames(published)), options));
}

/**
 * What differs between the pinned names and those of the build, in sentences. Empty when nothing does.
 * @param {PublishedPackage} published
 */
export async function apiProblems(published) {
  const file = pinFile(published.name);
  const pinned = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const built = exportedNames(published);
  const problems = compareNames(published.name, pinned, built);
  for (const [subpath, declarations] of entryPoints(published)) {
    const declared = built[subpath]?.values ?? [];
    const real = await runtimeNames(declarations);
    problems.push(
      ...differences(`${published.name} "${subpath}" at run time, against its declarations`, declared, real),
    );
  }
  return problems.length > 0 ? [...problems, advice] : [];
}

/**
 * @param {string} name
 * @param {Record<string, ExportedNames>} pinned
 * @param {Record<string, ExportedNames>} built
 */
export function compareNames(name, pinned, built) {
  const subpaths = [...new Set([...Object.keys(pinned), ...Object.keys(built)])];
  return subpaths.flatMap((subpath) =>
    /** @type {const} */ (['values', 'types']).flatMap((kind) =>
      differences(
        `${name} "${subpath}" ${kind}`,
        pinned[subpath]?.[kind] ?? [],
        built[subpath]?.[kind] ?? [],
      ),
    ),
  );
}

/**
 * @param {string} where
 * @param {string[]} expected
 * @param {string[]} present
 */
function differences(where, expected, present) {
  const added = present.filter((name) => !expected.includes(name));
  const removed = expected.filter((name) => !present.includes(name));
  return [
    ...(added.length > 0 ? [`${where}: new name ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`${where}: missing name ${removed.join(', ')}`] : []),
  ];
}
