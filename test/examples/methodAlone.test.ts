import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleNames } from '../../examples/support/arguments';

/** The file with the method alone, by example, from the table of examples/README.md. */
const readme = await readFile('examples/README.md', 'utf8');
const rows = [...readme.matchAll(/^\| ([\w, ]+) \| \[(.+?)\]\(\2\) \|$/gm)];
const methods = Object.fromEntries(rows.flatMap(([, names, file]) => names.split(', ').map((name) => [name, file])));

const importsOf = (code: string) => [...code.matchAll(/(?:from|import\() ?'(.+?)'/g)].map(([, source]) => source);

/** The files of a file's imports within the examples, at any depth. */
async function reached(file: string, seen = new Set<string>()): Promise<Set<string>> {
  const code = await readFile(join('examples', file), 'utf8').catch(() => undefined);
  if (code === undefined) return reached(file.replace('.ts', '/index.ts'), seen);
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const source of importsOf(code).filter((source) => source.startsWith('.'))) {
    await reached(`${join(dirname(file), source)}.ts`, seen);
  }
  return seen;
}

test('every example has a file with the method alone', () => {
  expect(Object.keys(methods).sort()).toEqual([...exampleNames].sort());
});

describe.each(Object.entries(methods))('%s: %s', (name, file) => {
  test('has at most 40 lines, and imports only diffblocks and tfjs', async () => {
    const code = await readFile(join('examples', file), 'utf8');
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(importsOf(code)).toContainEqual(expect.stringMatching(/^diffblocks\//));
    for (const source of importsOf(code)) expect(source).toMatch(/^(diffblocks\/|@tensorflow\/tfjs-)\w+$/);
  });

  test('is what the example runs', async () => {
    const run = await readFile('examples/run.ts', 'utf8');
    const [, example] = run.match(new RegExp(`${name}: \\(\\) => import\\('\\./(.+?)'\\)`))!;
    expect([...(await reached(`${example}.ts`))]).toContain(file);
  });
});
