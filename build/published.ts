import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { minify } from 'terser';
import { areas } from './areas';

/**
 * Adds to dist what the package contains besides the ES modules and their types: CommonJS entry points, which load the
 * same modules, so that a program that imports and requires diffblocks has one copy of it; their types; and the
 * fixtures, reduced to small cases.
 */
for (const name of ['index', ...areas])
  await writeFile(`dist/${name}.cjs`, `module.exports = require('./${name}.js');\n`);

// Indentation, doc blocks and long names of local variables are more than 300 kB. The names of functions stay, for stack
// traces, and each statement has its line. The only templates of several lines are WGSL and the program of a worker,
// which need no indentation either. esbuild's own minifier drops the marks of pure calls.
for (const file of (await readdir('dist')).filter((name) => name.endsWith('.js') && name !== 'gradients.js')) {
  const code = (await readFile(`dist/${file}`, 'utf8')).replace(/^ +/gm, '');
  const format = { preserve_annotations: true, semicolons: false };
  const minified = await minify(code, { compress: false, mangle: { keep_fnames: true }, format });
  await writeFile(`dist/${file}`, `${minified.code}\n`);
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

/** A fixture of the repository; the package leaves out the versions of the programs that computed it. */
interface Fixture {
  cases?: Case[];
  versions?: unknown;
}

/** The length of the cases of one file, unless its smallest one is longer. */
const most = 1000;
/** A file whose smallest case is longer than this stays in the repository. */
const longest = 5000;
/** Float32 has no more than nine digits. */
const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value);

await mkdir('dist/fixtures', { recursive: true });
const packed: Record<string, string> = {};
for (const file of (await readdir('test/fixtures')).filter((name) => name.endsWith('.json'))) {
  const { cases, versions: _, ...rest } = JSON.parse(await readFile(`test/fixtures/${file}`, 'utf8')) as Fixture;
  // `testFixture` runs these; others, such as the minima of lbfgs, have a form of their own.
  if (!cases?.every(({ inputs, options, output }) => inputs && options && output?.values)) continue;
  const lengths = new Map(cases.map((one) => [one, JSON.stringify(one, rounded).length]));
  const bySize = [...cases].sort((a, b) => lengths.get(a)! - lengths.get(b)!);
  if (lengths.get(bySize[0])! > longest) continue;
  let left = most;
  const kept = bySize.filter((one, index) => {
    left -= lengths.get(one)!;
    return index === 0 || left >= 0;
  });
  const content = JSON.stringify({ ...rest, cases: cases.filter((one) => kept.includes(one)) }, rounded);
  packed[file.replace('.json', '')] = content;
  await writeFile(`dist/fixtures/${file}`, content);
}

// `fixture` imports this module, because a JSON module needs a plugin or a loader in some bundlers.
const entries = Object.entries(packed).map(([name, content]) => `'${name}': () => (${content}),\n`);
await writeFile(
  'dist/fixtures.js',
  `const fixtures = {\n${entries.join('')}};\nexport const loadFixture = async (name) => fixtures[name]();\n`,
);
