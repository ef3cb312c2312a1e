import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The first column of the table in docs/spatial.md. */
function linesOfTable(): string[] {
  const lines = [...read('../../docs/spatial.md').matchAll(/^\| (.+?) \|/gm)].map(([, name]) => name);
  return lines.slice(lines.indexOf('test') + 1);
}

/** The tests of semantics.test.ts within a top-level `describe`, including tables of cases. */
function namesOfTests(): string[] {
  const names: string[] = [];
  let heading = '';
  for (const [, indent, kind, name] of read('semantics.test.ts').matchAll(/^( *)(describe|test)\('(.+?)', /gm)) {
    if (kind === 'describe' && indent === '') heading = name;
    else if (indent !== '' && heading !== 'MXNet') names.push(heading.includes('NaN') ? `${heading} › ${name}` : name);
  }
  return names;
}

test('each line of the table in docs/spatial.md is a test, and each test is a line', () => {
  expect(linesOfTable().length).toBeGreaterThan(20);
  expect(namesOfTests()).toEqual(linesOfTable());
});
