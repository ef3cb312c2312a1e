import ts from 'typescript';

/** Stands for an interpolated expression. */
const hole = '\uE000';

/** The lexical elements of WGSL, longest first. Two programs that have the same are the same. */
const lexemes = (code: string) =>
  code.replace(comments, ' ').match(/[A-Za-z_]\w*|[\d.][\w.]*|[-+*/%&|^]=|&&|\|\||[-+]{2}|->|<<=?|>>=?|[<>=!]=|\S/g) ??
  [];
const comments = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;

/** The file of TypeScript, with the templates that follow a comment `wgsl` freed of comments and spaces. */
export function shortWgsl(file: string): string {
  const source = ts.createSourceFile('file.ts', file, ts.ScriptTarget.Latest);
  const edits: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
    if (!isTemplate || !file.slice(node.pos, node.getStart(source)).includes('wgsl')) return;
    const parts = ts.isTemplateExpression(node)
      ? [node.head, ...node.templateSpans.map(({ literal }) => literal)]
      : [node];
    const ranges = parts.map((part) => {
      const start = part.getStart(source) + 1;
      return { start, end: part.end - (file.endsWith('`', part.end) ? 1 : 2) };
    });
    const texts = short(ranges.map(({ start, end }) => file.slice(start, end)).join(hole)).split(hole);
    if (texts.length !== ranges.length)
      throw new Error(`shortWgsl: a comment contains an expression: ${node.getText(source)}`);
    edits.push(...ranges.map((range, index) => ({ ...range, text: texts[index] })));
  };
  visit(source);
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), file);
}

function short(code: string): string {
  const result = code
    .replace(comments, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/ *([,;:(){}[\]]) */g, '$1')
    // A line break next to an expression stays, because the expression may end with a comment.
    .replace(/(?<=[;,{}(])\n(?!\uE000)|(?<!\uE000)\n(?=[})])/g, '')
    .replace(/(?<=[\w)\]]) *([-+*/%<>=&|^!?]+) *(?=[\w(])/g, '$1');
  const [before, after] = [lexemes(code), lexemes(result)];
  const differs = before.findIndex((lexeme, index) => lexeme !== after[index]);
  if (differs >= 0 || before.length !== after.length)
    throw new Error(`shortWgsl: ${before[differs]} changes in ${code}`);
  return result;
}
