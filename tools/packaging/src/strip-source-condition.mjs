#!/usr/bin/env node
// prepack and postpack of every published package, run by npm in the package's folder.
import { restoreManifest, stripManifest } from './source-condition.mjs';

const restoring = process.argv.includes('--restore');
if (restoring) restoreManifest(process.cwd());
else stripManifest(process.cwd());
