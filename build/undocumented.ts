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
  const faults = missing(where, nodes, ts.isTypeAliasDeclaration(node) ? [] : ['example', 'throws']);
  return ts.isFunctionDeclaration(node) ? [...faults, ...undescribed(where, node, docBlock(nodes))] : faults;
}

/** Functions that check, load or train instead of computing a formula. */
const withoutFormula =
  /src\/(backend|testing)\/|: (checkSegments|layersFeatures|specialistClasses|teacherLogits|\w+Classifier)$/;

const withoutSource = /src\/(backend|testing)\/|: layersFeatures$/;

/** What a function's doc block lacks of parameters, result, formula, source and defaults. */
function undescribed(where: string, node: ts.FunctionDeclaration, text: string): string[] {
  const wanted: [lacks: string, isThere: boolean][] = [
    ...node.parameters.map(({ name }): [string, boolean] => [
      `@param ${name.getText()}`,
      new RegExp(`@param ${name.getText()}\\s`).test(text),
    ]),
    ['@returns', /@returns\s/.test(text) || /\bvoid\b/.test(node.type?.getText() ?? '')],
    ['formula (a block indented by four spaces)', /^ \* {5}\S/m.test(text) || withoutFormula.test(where)],
    ['@see', /@see\s/.test(text) || withoutSource.test(where)],
    ...defaultsOf(node).map(([name, value]): [string, boolean] => [
      `default of '${name}'`,
      new RegExp(`\`${name}\`[^;]*(default|\\(${escaped(value)}\\))`).test(text),
    ]),
  ];
  return wanted.filter(([, isThere]) => !isThere).map(([lacks]) => `${where} has no ${lacks}`);
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The defaults in the object that a function passes to `optionsArgument`. */
function defaultsOf(node: ts.FunctionDeclaration): [name: string, value: string][] {
  const found: [string, string][] = [];
  const visit = (child: ts.Node): void => {
    ts.forEachChild(child, visit);
    if (!ts.isCallExpression(child) || child.expression.getText() !== 'optionsArgument') return;
    const defaults = child.arguments[2];
    if (!ts.isObjectLiteralExpression(defaults)) return;
    for (const property of defaults.properties.filter(ts.isPropertyAssignment)) {
      const value = property.initializer.getText();
      if (!/^(undefined|\[\]|\{\}|\w+\(\))$/.test(value)) found.push([property.name.getText(), value]);
    }
  };
  visit(node);
  return found;
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
