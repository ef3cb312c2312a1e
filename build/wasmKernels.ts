import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import asc from 'assemblyscript/asc';
import { memoryLimits } from './wasmSections';

/**
 * Compiles each folder `assembly/` in src, which is AssemblyScript, to `module.generated.ts` beside it, which holds the
 * binary and the types of its exports, whose parameters are passed by name. `npm run kernels` compiles all; `--check` writes
 * nothing and fails where a module differs from what its source compiles to.
 */
const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'],
  ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--bindings', 'raw'],
];

interface Compiled {
  binary: Uint8Array;
  /** What the compiler says of the exports: `export function gram(x: number, ...): void;` and so on. */
  declarations: string;
}

async function compile(file: string): Promise<Compiled> {
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main([file, ...options, '--outFile', 'kernel.wasm'], {
    writeFile: (name, contents) => void written.set(name, contents),
  });
  if (error) throw new Error(`${file} does not compile:\n${stderr}`, { cause: error });
  return { binary: written.get('kernel.wasm') as Uint8Array, declarations: written.get('kernel.d.ts') as string };
}

function asTypeScript({ binary, declarations }: Compiled, runtime: string): string {
  const functions = [...declarations.matchAll(/export function (\w+)\((.*)\): (\w+);/g)].map(
    ([, name, list, result]) => {
      const parameters = list ? list.split(', ') : [];
      const names = parameters.map((parameter) => `'${parameter.split(':')[0]}'`);
      const argument = list ? `named: { ${parameters.join('; ')} }` : '';
      return { type: `  ${name}(${argument}): ${result};`, order: `    ${name}: [${names.join(', ')}],` };
    },
  );
  return `// Compiled from assembly/ by \`npm run kernels\`.
import type { WasmModule } from '${runtime}';

export interface Exports {
${functions.map(({ type }) => type).join('\n')}
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: ${memoryLimits(binary)},
  parameters: {
${functions.map(({ order }) => order).join('\n')}
  },
  code: '${Buffer.from(binary).toString('base64')}',
};
`;
}

const checkOnly = process.argv.includes('--check');
const sources = (await readdir('src', { recursive: true })).filter((file) => /[\\/]assembly[\\/]index\.ts$/.test(file));
for (const source of sources.map((file) => join('src', file)).sort()) {
  const generated = join(dirname(source), '../module.generated.ts');
  const wanted = asTypeScript(await compile(source), relative(dirname(generated), 'src/wasm/wasmKernel'));
  const present = await readFile(generated, 'utf8').catch(() => undefined);
  if (wanted === present) continue;
  if (checkOnly) throw new Error(`${generated} is not what ${source} compiles to: run \`npm run kernels\``);
  await writeFile(generated, wanted);
}
