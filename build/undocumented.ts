import ts from 'typescript';

/** The faults of a public name's doc block, which may be at any of several overloads. */
export function undocumented(name: string, declarations: readonly ts.Declaration[]): string[] {
  // The doc block of a constant belongs to its statement.
  const nodes = declarations.map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node));
  const [node] = nodes;
  const where = `${node.getSourceFile().fileName.replace(`${process.cwd()}/`, '')}: ${name}`;
  if (ts.isInterfaceDeclaration(node)) {
    // An options object needs no doc block if each option has one.
    const parts = docBlock(nodes) ? [] : [...node.members];
    return parts.flatMap((member) => missing(`${where}.${member.name?.getText()}`, [member]));
  }
  if (ts.isClassDeclaration(node)) {
    const methods = node.members.filter(ts.isMethodDeclaration).filter(isVisible);
    const ofName = (method: string) => methods.filter((member) => member.name.getText() === method);
    const methodNames = [...new Set(methods.map((method) => method.name.getText()))];
    return [
      ...missing(where, nodes),
      ...methodNames.flatMap((method) => missing(`${where}.${method}`, ofName(method), ['throws'])),
    ];
  }
  return missing(where, nodes, ts.isTypeAliasDeclaration(node) ? [] : ['example', 'throws']);
}

function missing(where: string, nodes: readonly ts.Node[], tags: string[] = []): string[] {
  const text = docBlock(nodes);
  if (!text) return [`${where} has no doc block`];
  const throws = nodes.some((node) => /\bthrow\b|Argument\(/.test(node.getText()));
  return tags
    .filter((tag) => (tag !== 'throws' || throws) && !new RegExp(`@${tag}\\s`).test(text))
    .map((tag) => `${where} has no @${tag}`);
}

const docBlock = (nodes: readonly ts.Node[]) =>
  nodes
    .flatMap((node) => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc))
    .map((block) => block.getText())
    .join('\n');

const isVisible = (method: ts.MethodDeclaration) =>
  (ts.getCombinedModifierFlags(method) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
  !/^(#|\[Symbol)/.test(method.name.getText()) &&
  !/@internal\s/.test(docBlock([method]));
