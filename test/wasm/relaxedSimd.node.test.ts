import { readdir } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { fuseMultiplyAdd, hasRelaxedSimd } from '../../src/wasm/relaxedSimd';

const multiply = [0xfd, 0xe6, 1];
const add = [0xfd, 0xe4, 1];
const multiplyAdd = [0xfd, 0x85, 2];
const nothing = [1, 1, 1];

const fused = (...bytes: number[]): number[] => {
  const binary = Uint8Array.from(bytes);
  fuseMultiplyAdd(binary);
  return [...binary];
};

const constant = [0xfd, 12, ...Array(16).fill(0xfd)];

test.each([
  ['a local', [0x20, 5]],
  ['a local of a large index', [0x20, 0x85, 1]],
  ['a constant', constant],
])('a b + c with c in %s becomes one instruction', (_, c) => {
  const [before, after] = [[0x20, 1, 0x20, 2], multiply];
  expect(fused(...before, ...multiply, ...c, ...add, ...after)).toEqual([
    ...[...before, ...c, ...multiplyAdd, ...nothing, ...after],
  ]);
});

test('other products and sums stay as they are', () => {
  const others = [...multiply, ...add, ...multiply, 0x20, 5, ...multiply, ...constant];
  expect(fused(...others)).toEqual(others);
});

test('each kernel that calls multiplyAdd is valid with relaxed SIMD, and only there', async () => {
  const folder = new URL('../../src/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('module.generated.ts'));
  const modules = await Promise.all(files.map(async (file) => (await import(new URL(file, folder).href)).wasmModule));
  const binaries = modules
    .filter(({ relax }) => relax)
    .map(({ code }) => Uint8Array.from(fused(...Buffer.from(code, 'base64'))));
  expect(binaries.length).toBeGreaterThan(0);
  // Node 20 has it behind a flag.
  setFlagsFromString('--no-experimental-wasm-relaxed-simd');
  const without = [hasRelaxedSimd(), ...binaries.map((binary) => WebAssembly.validate(binary))];
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const within = [hasRelaxedSimd(), ...binaries.map((binary) => WebAssembly.validate(binary))];
  setFlagsFromString('--no-experimental-wasm-relaxed-simd');
  expect(new Set(within)).toEqual(new Set([true]));
  expect(new Set(without)).toEqual(new Set([Number.parseInt(process.versions.node, 10) >= 22]));
});
