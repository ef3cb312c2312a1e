import { readFile, writeFile } from 'node:fs/promises';
import { compiled, kernelSources, moduleOf } from './kernelModule';

/**
 * Compiles each folder `assembly/` in src, which is AssemblyScript, to `module.generated.ts` beside it.
 * `npm run kernels` compiles all; `--check` writes nothing and fails if a module is out of date.
 */
const checkOnly = process.argv.includes('--check');
for (const source of await kernelSources()) {
  const module = moduleOf(source);
  const wanted = await compiled(source);
  const present = await readFile(module, 'utf8').catch(() => undefined);
  if (wanted === present) continue;
  if (checkOnly) throw new Error(`${module} is out of date with ${source}: run \`npm run kernels\``);
  await writeFile(module, wanted);
}
