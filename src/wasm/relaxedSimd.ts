import { runsInWasm } from '../internal/hasWasmSimd';

const MULTIPLY = [0xfd, 0xe6, 1];
const ADD = [0xfd, 0xe4, 1];
const MULTIPLY_ADD = [0xfd, 0x85, 2];
const LOCAL_GET = 0x20;
const CONSTANT = [0xfd, 12];
const NOP = 1;

const zeros = [0x41, 0, 0xfd, 0x11]; // i32.const 0, i32x4.splat

/**
 * Whether this engine has relaxed SIMD, of which `fuseMultiplyAdd` takes one instruction: Chrome from 114 and Node from
 * 22 on, Node 20 with `--experimental-wasm-relaxed-simd`.
 */
export const hasRelaxedSimd = (): boolean => runsInWasm(...zeros, ...zeros, ...zeros, ...MULTIPLY_ADD);

/**
 * Makes each a b + c of a module one instruction, so that one binary serves both kinds of engines: f32x4.mul, c,
 * f32x4.add become c, f32x4.relaxed_madd and three times nothing, where c is a local or a constant. Where the processor
 * can, it rounds once instead of twice, and the addition takes no time.
 */
export function fuseMultiplyAdd(binary: Uint8Array): void {
  for (let multiply = 0; multiply < binary.length; multiply++) {
    const summand = multiply + MULTIPLY.length;
    const add = summand + sizeOfSummand(summand);
    if (add === summand || !standsAt(multiply, MULTIPLY) || !standsAt(add, ADD)) continue;
    binary.copyWithin(multiply, summand, add);
    binary.set([...MULTIPLY_ADD, NOP, NOP, NOP], multiply + add - summand);
  }

  /** Bytes of a `local.get` or `v128.const`, else 0. */
  function sizeOfSummand(offset: number): number {
    if (binary[offset] === LOCAL_GET) return binary[offset + 1] < 128 ? 2 : 3; // the index takes one byte or two
    return standsAt(offset, CONSTANT) ? CONSTANT.length + 16 : 0;
  }

  function standsAt(offset: number, instruction: readonly number[]): boolean {
    return instruction.every((byte, index) => binary[offset + index] === byte);
  }
}
