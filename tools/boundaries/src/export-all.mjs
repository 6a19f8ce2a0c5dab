/** Selectors of `no-restricted-syntax`: what a package exports is a list that someone wrote by hand. */
export const exportAll = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Name what is exported: `export *` lets the public API change by accident.',
  },
];
