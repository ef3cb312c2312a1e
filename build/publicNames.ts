import { readFile, writeFile } from 'node:fs/promises';
import ts from 'typescript';
import { undocumented } from './undocumented';

/**
 * Compares the public names of every entry point with test/package/publicNames.json, and checks that each has a doc
 * block. After an intended change `npm run names` rewrites the file.
 */
const snapshot = 'test/package/publicNames.json';

const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entries = Object.keys(exports).filter((entry) => !/\*|\.json$/.test(entry));
const sourceOf = (entry: string) => `src/${entry.slice(2)}/index.ts`.replace('//', '/');

const program = ts.createProgram(
  entries.map(sourceOf),
  ts.convertCompilerOptionsFromJson(JSON.parse(await readFile('tsconfig.json', 'utf8')).compilerOptions, '.').options,
);
const checker = program.getTypeChecker();

function exportsOf(entry: string) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(sourceOf(entry))!);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const isType = (target.flags & ts.SymbolFlags.Value) === 0;
      return { name: symbol.name, declarations: target.declarations!, isType };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const names = Object.fromEntries(
  entries.map((entry) => [entry, exportsOf(entry).map(({ name, isType }) => (isType ? `type ${name}` : name))]),
);

const faults = [
  ...new Set(
    entries.flatMap((entry) => exportsOf(entry).flatMap(({ name, declarations }) => undocumented(name, declarations))),
  ),
];
for (const entry of entries.filter((name) => !['.', './layers', './testing'].includes(name))) {
  const missing = names[entry].filter((name) => !names['.'].includes(name));
  faults.push(...missing.map((name) => `src/index.ts does not re-export '${name}' of ${entry}`));
}
const wanted = `${JSON.stringify(names, undefined, 2)}\n`;

if (process.argv.includes('--update')) {
  await writeFile(snapshot, wanted);
} else {
  const committed = JSON.parse(await readFile(snapshot, 'utf8')) as typeof names;
  for (const entry of new Set([...entries, ...Object.keys(committed)])) {
    const added = (names[entry] ?? []).filter((name) => !committed[entry]?.includes(name));
    const dropped = (committed[entry] ?? []).filter((name) => !names[entry]?.includes(name));
    faults.push(...added.map((name) => `${entry} has a new name '${name}': run npm run names to add it`));
    faults.push(...dropped.map((name) => `${entry} has lost the name '${name}'`));
  }
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
