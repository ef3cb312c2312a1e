import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

export interface Example {
  /** The file and line of the `@example`. */
  name: string;
  /** The file name without its extension, which is also the name of its export. */
  subject: string;
  /** The code to run, with calls of `compare(evaluate, comment)` inserted. */
  code: string;
  /** The number of these calls. */
  comparisons: number;
}

/** Every `@example` of the doc blocks in a folder. An example ends at the next tag. */
export function examplesOf(folder: string): Example[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.sort().flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    const starts = [...lines.keys()].filter((index) => /^\s*\* @example$/.test(lines[index]));
    return starts.map((start) => {
      const rest = lines.slice(start + 1);
      const end = rest.findIndex((line) => /^\s*(\*\/|\* @\w)/.test(line));
      const code = rest.slice(0, end).map((line) => line.replace(/^\s*\* ?/, ''));
      return { name: `${file}:${start + 1}`, subject: basename(file, '.ts'), ...withComparisons(code.join('\n')) };
    });
  });
}

/** The code blocks of a page of docs as one program, in which each may use the names of those before it. */
export function recipesOf(page: string): Example {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  return { name: page, subject: basename(page, '.md'), ...withComparisons(blocks.join('\n')) };
}

/**
 * Turns each expression that is followed by a comment, on its own line or below, into a comparison of its value with
 * the comment. For `x.print()` the value is the tensor `x`. Imports are removed, because the test itself imports the
 * names and backends.
 */
function withComparisons(code: string): { code: string; comparisons: number } {
  const edits: { start: number; end: number; text: string }[] = [];
  let comparisons = 0;
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const replace = (text: string) => edits.unshift({ start: node.getStart(), end: node.end, text });
    if (ts.isImportDeclaration(node)) replace('');
    const comment = ts.isExpressionStatement(node) && commentAfter(code, node.end);
    if (!comment) return;
    const value = node.expression.getText().replace(/\.print\(\)$/, '');
    replace(`await compare(async () => ${value}, ${JSON.stringify(comment)});`);
    comparisons++;
  };
  visit(ts.createSourceFile('example.js', code, ts.ScriptTarget.Latest, true));
  const edited = edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
  return { code: edited, comparisons };
}

function commentAfter(code: string, end: number): string | undefined {
  const comments = ts.getTrailingCommentRanges(code, end) ?? ts.getLeadingCommentRanges(code, end);
  return comments?.map((comment) => code.slice(comment.pos + 2, comment.end).trim()).join(' ');
}
