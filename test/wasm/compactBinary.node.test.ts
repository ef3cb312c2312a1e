import { expect, test } from 'vitest';
import { binaryOf, compact } from '../../build/compactBinary';
import { wasmModule } from '../../src/ops/gram/module.generated';
import { binaryOf as ofBase64 } from '../../src/wasm/binaryOf';

test('the text of every byte gives it back, and needs no escape in any string', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const text = compact(bytes);
  expect(binaryOf(text)).toEqual(bytes);
  expect(text).not.toMatch(/['"`\\$<]|[^ -~]/);
});

test('a module keeps its bytes, and is shorter than in base64', () => {
  const binary = ofBase64(wasmModule.code);
  const text = compact(binary);
  expect(binaryOf(text)).toEqual(binary);
  expect(text.length).toBeLessThan(wasmModule.code.length);
});
