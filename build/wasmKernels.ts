import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';
import { memoryLimits } from './wasmSections';

/**
 * Compiles each folder `assembly/` in src, which is AssemblyScript, to `module.generated.ts` beside it, which holds the
 * binary. `npm run kernels` compiles all; `--check` writes nothing and fails where a module is not what its source gives.
 */
const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'],
  ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];

async function compile(file: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([file, ...options, '--outFile', 'kernel.wasm'], {
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`${file} does not compile:\n${stderr}`, { cause: error });
  return binary;
}

function asTypeScript(binary: Uint8Array): string {
  return `// Compiled from assembly/ by \`npm run kernels\`.
export const wasmModule = {
  memoryLimits: ${memoryLimits(binary)},
  code: '${Buffer.from(binary).toString('base64')}',
};
`;
}

const checkOnly = process.argv.includes('--check');
const sources = (await readdir('src', { recursive: true })).filter((file) => /[\\/]assembly[\\/]index\.ts$/.test(file));
for (const source of sources.map((file) => join('src', file)).sort()) {
  const generated = join(dirname(source), '../module.generated.ts');
  const wanted = asTypeScript(await compile(source));
  const present = await readFile(generated, 'utf8').catch(() => undefined);
  if (wanted === present) continue;
  if (checkOnly) throw new Error(`${generated} is not what ${source} compiles to: run \`npm run kernels\``);
  await writeFile(generated, wanted);
}
