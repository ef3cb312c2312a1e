import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { areas } from './areas';

/**
 * Adds to dist what the package contains besides the ES modules and their types: CommonJS entry points, which load the
 * same modules, so that a program that imports and requires diffblocks has one copy of it; their types; and the
 * fixtures, reduced to small cases.
 */
for (const name of ['index', ...areas])
  await writeFile(`dist/${name}.cjs`, `module.exports = require('./${name}.js');\n`);

// esbuild names the source of each part of a file, 25 kB in all.
for (const file of (await readdir('dist')).filter((name) => name.endsWith('.js'))) {
  const code = await readFile(`dist/${file}`, 'utf8');
  await writeFile(`dist/${file}`, code.replace(/^\/\/ src\/.*\n/gm, ''));
}

// TypeScript wants a file of types for each kind of module. This one is without the doc blocks, which are half of it.
for (const file of (await readdir('dist')).filter((name) => name.endsWith('.d.ts'))) {
  const types = (await readFile(`dist/${file}`, 'utf8')).replace(/\/\*\*.*?\*\/\s*/gs, '');
  const commonJs = types.replace(/(from '\.\/[^']+)\.js'/g, "$1.cjs'");
  await writeFile(`dist/${file.replace(/ts$/, 'cts')}`, commonJs);
}

interface Case {
  inputs: unknown;
  options: unknown;
  output: { values?: unknown[] };
}

/** The length of the cases of one file, unless its smallest one is longer. */
const most = 1200;
/** Float32 has no more than nine digits. */
const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value);

await mkdir('dist/fixtures', { recursive: true });
for (const file of (await readdir('test/fixtures')).filter((name) => name.endsWith('.json'))) {
  const { cases, ...rest } = JSON.parse(await readFile(`test/fixtures/${file}`, 'utf8')) as { cases?: Case[] };
  // `testFixture` runs these; others, such as the minima of lbfgs, have a form of their own.
  if (!cases?.every(({ inputs, options, output }) => inputs && options && output?.values)) continue;
  const lengths = new Map(cases.map((one) => [one, JSON.stringify(one, rounded).length]));
  const bySize = [...cases].sort((a, b) => lengths.get(a)! - lengths.get(b)!);
  let left = most;
  const kept = bySize.filter((one, index) => {
    left -= lengths.get(one)!;
    return index === 0 || left >= 0;
  });
  const content = { ...rest, cases: cases.filter((one) => kept.includes(one)) };
  await writeFile(`dist/fixtures/${file}`, JSON.stringify(content, rounded));
}
