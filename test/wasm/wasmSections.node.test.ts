import { readdir } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { memoryLimits } from '../../build/wasmSections';

const importsMemory = { importMemory: true, noExportMemory: true, initialMemory: 1, maximumMemory: 65536 };

async function compile(source: string, options: object = importsMemory): Promise<Uint8Array> {
  const { binary, stderr, error } = await asc.compileString(source, { optimizeLevel: 3, runtime: 'stub', ...options });
  if (error || !binary) throw new Error(`${stderr}`, { cause: error });
  return binary;
}

const twice = 'export function twice(x: i32): i32 { return 2 * x + load<i32>(x); }';

test('a kernel without memory of its own passes, and is valid on shared memory with one bit set', async () => {
  const binary = await compile(twice);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const instantiate = () =>
    new WebAssembly.Instance(new WebAssembly.Module(binary as BufferSource), { env: { memory } });
  expect(instantiate).toThrow(WebAssembly.LinkError);
  binary[memoryLimits(binary)] |= 2;
  expect(instantiate).not.toThrow();
});

test.each<[string, string, object?]>([
  ['data count', `const table: StaticArray<i32> = [1, 2, 3]; export function f(i: i32): i32 { return table[i]; }`],
  ['global', 'let count = 0; export function f(): i32 { return ++count; }'],
  ['start', `${twice} store<i32>(0, 1);`],
  ['memory', twice, {}],
])('a kernel with a section %s is refused', async (section, source, options = importsMemory) => {
  const binary = await compile(source, { ...options, use: 'abort=' });
  expect(() => memoryLimits(binary)).toThrow(`A kernel must not have a section '${section}'`);
});

test('rejects a kernel that imports a function', async () => {
  const binary = await compile('declare function log(x: f64): void; export function f(): void { log(1); }');
  expect(() => memoryLimits(binary)).toThrow('A kernel must import env.memory, 1 to 65536 pages, and nothing else');
});

test('every kernel of the package passes', async () => {
  const folder = new URL('../../src/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('module.generated.ts'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { wasmModule } = await import(new URL(file, folder).href);
    const binary = Uint8Array.from(Buffer.from(wasmModule.code, 'base64'));
    expect(memoryLimits(binary), file).toBe(wasmModule.memoryLimits);
  }
});
