import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import asc from 'assemblyscript/asc';
import { memoryLimits } from './wasmSections';

/** The main file of every kernel module: `assembly/index.ts` in the folder of an op. */
export const kernelSources = async (): Promise<string[]> =>
  (await readdir('src', { recursive: true }))
    .filter((file) => /[\\/]assembly[\\/]index\.ts$/.test(file))
    .map((file) => join('src', file))
    .sort();

/** The generated module of a main file. */
export const moduleOf = (source: string): string => join(dirname(source), '../module.generated.ts');

/** The text of the generated module: the binary, and the types of its exports with named parameters. */
export const compiled = async (source: string): Promise<string> =>
  asTypeScript(
    await compile(source),
    (await filesOf(source)).has('src/wasm/assembly/multiplyAdd.ts'),
    relative(dirname(moduleOf(source)), 'src/wasm'),
  );

/** A file of AssemblyScript and all files that it imports, directly or not. */
export async function filesOf(source: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(source)) return found;
  found.add(source);
  for (const [, path] of (await readFile(source, 'utf8')).matchAll(/ from '(\..+)';/g)) {
    await filesOf(`${join(dirname(source), path)}.ts`, found);
  }
  return found;
}

const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'],
  ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--bindings', 'raw'],
];

interface Compiled {
  binary: Uint8Array;
  /** The exports as the compiler declares them: `export function gram(x: number, ...): void;` and so on. */
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

function asTypeScript({ binary, declarations }: Compiled, multipliesAndAdds: boolean, wasm: string): string {
  const functions = [...declarations.matchAll(/export function (\w+)\((.*)\): (\w+);/g)].map(
    ([, name, list, result]) => {
      const parameters = list ? list.split(', ') : [];
      const names = parameters.map((parameter) => `'${parameter.split(':')[0]}'`);
      const argument = list ? `named: { ${parameters.join('; ')} }` : '';
      return { type: `  ${name}(${argument}): ${result};`, order: `    ${name}: [${names.join(', ')}],` };
    },
  );
  return `// Compiled from assembly/ by \`npm run kernels\`.
${multipliesAndAdds ? `import { fuseMultiplyAdd } from '${wasm}/relaxedSimd';\n` : ''}import type { WasmModule } from '${wasm}/wasmKernel';

export interface Exports {
${functions.map(({ type }) => type).join('\n')}
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: ${memoryLimits(binary)},${multipliesAndAdds ? '\n  relax: fuseMultiplyAdd,' : ''}
  parameters: {
${functions.map(({ order }) => order).join('\n')}
  },
  code: '${Buffer.from(binary).toString('base64')}',
};
`;
}
