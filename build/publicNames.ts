import { readFile, writeFile } from 'node:fs/promises';
import ts from 'typescript';

/**
 * Compares the public names of every entry point with test/package/publicNames.json, and checks that each has its doc
 * block. `npm run names` writes the names anew, where they are meant to have changed.
 */
const snapshot = 'test/package/publicNames.json';

interface Export {
  name: string;
  declaration: ts.Declaration;
  isType: boolean;
}

const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entries = Object.keys(exports).filter((entry) => !/[*.].*\w/.test(entry.slice(1)));
const sourceOf = (entry: string) => `src/${entry.slice(2)}/index.ts`.replace('//', '/');

const program = ts.createProgram(
  entries.map(sourceOf),
  ts.convertCompilerOptionsFromJson(JSON.parse(await readFile('tsconfig.json', 'utf8')).compilerOptions, '.').options,
);
const checker = program.getTypeChecker();

function exportsOf(entry: string): Export[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(sourceOf(entry))!);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const isType = (target.flags & ts.SymbolFlags.Value) === 0;
      return { name: symbol.name, declaration: target.declarations![0], isType };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const names = Object.fromEntries(
  entries.map((entry) => [entry, exportsOf(entry).map(({ name, isType }) => (isType ? `type ${name}` : name))]),
);

/** What the doc block of an export lacks. */
function undocumented({ name, declaration }: Export): string[] {
  // The doc block of a constant belongs to its statement.
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const text = docBlock(node);
  const where = `${node.getSourceFile().fileName.replace(`${process.cwd()}/`, '')}: ${name}`;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
    // An options object explains itself where each option does.
    const mute = text ? [] : node.members.filter((member) => ts.getJSDocCommentsAndTags(member).length === 0);
    return mute.map((member) => `${where}.${member.name?.getText()} has no doc block`);
  }
  if (!text) return [`${where} has no doc block`];
  if (ts.isTypeAliasDeclaration(node)) return [];
  if (ts.isClassDeclaration(node)) {
    return node.members
      .filter((member) => ts.isMethodDeclaration(member) && !isHidden(member))
      .flatMap((method) => undocumentedMethod(method, where));
  }
  const missing: string[] = [];
  if (!/@example\s/.test(text)) missing.push(`${where} has no @example`);
  if (throws(node) && !/@throws\s/.test(text)) missing.push(`${where} has no @throws`);
  return missing;
}

function undocumentedMethod(method: ts.ClassElement, where: string): string[] {
  const text = docBlock(method);
  const name = `${where}.${method.name?.getText()}`;
  if (!text) return [`${name} has no doc block`];
  return throws(method) && !/@throws\s/.test(text) ? [`${name} has no @throws`] : [];
}

const docBlock = (node: ts.Node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((block) => block.getText())
    .join('\n');

const throws = (node: ts.Node) => /\bthrow\b|Argument\(/.test(node.getText());

const isHidden = (member: ts.ClassElement) =>
  (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
  member.name?.getText().startsWith('#') ||
  member.name?.getText() === '[Symbol.dispose]';

const faults = [...new Set(entries.flatMap((entry) => exportsOf(entry).flatMap(undocumented)))];
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
    faults.push(...added.map((name) => `${entry} has a new name '${name}': npm run names takes it in`));
    faults.push(...dropped.map((name) => `${entry} has lost the name '${name}'`));
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
