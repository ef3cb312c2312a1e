import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../internal/typedKernel';
import { disposing } from './disposing';
import { sumChunks } from './sumChunks';
import { webgpuKernel } from './webgpuKernel';
import { lanesFor, rowReductions } from './wgsl/rows';

/** The number of entries that one workgroup adds, if a row has more. */
const share = 4096;

interface Terms<Input extends string, Attributes> {
  name: string;
  /** The rows are those along the last axis of the first input. */
  inputs: readonly [Input, ...Input[]];
  /** Numbers that the code reads as `uniforms.name`. */
  integers?(attributes: Attributes): Record<string, number>;
  floats?(attributes: Attributes): Record<string, number>;
  /** WGSL: `fn term(index: i32) -> f32` for an entry of the inputs. */
  code: string;
}

/**
 * The kernel of factor · Σ term over each row. A long row is cut into parts, whose sums a second program adds. Each
 * lane adds its entries in blocks of 64, so that long sums keep their last terms.
 */
export function rowSums<Input extends string, Attributes extends object = object>({
  name,
  inputs: names,
  integers,
  floats,
  code,
}: Terms<Input, Attributes>): TypedKernel<Record<Input, TensorInfo>, Attributes & { factor: number }> {
  const shapeOf = (inputs: Record<Input, TensorInfo>) => inputs[names[0]].shape;
  const lengthOf = (inputs: Record<Input, TensorInfo>) => shapeOf(inputs).at(-1)!;
  const sums = webgpuKernel<Input, Attributes & { factor: number; parts: number }, { lanes: number }>({
    name,
    inputs: names,
    output: (inputs, { parts }) => [...shapeOf(inputs).slice(0, -1), ...(parts > 1 ? [parts] : [])],
    constants: (inputs, { parts }) => ({ lanes: lanesFor(lengthOf(inputs) / parts) }),
    integers: (inputs, attributes) => ({
      ...integers?.(attributes),
      length: lengthOf(inputs),
      parts: attributes.parts,
    }),
    floats: (_, attributes) => ({ ...floats?.(attributes), factor: attributes.factor }),
    invocations: (inputs, { parts }) =>
      (util.sizeFromShape(shapeOf(inputs)) / lengthOf(inputs)) * parts * lanesFor(lengthOf(inputs) / parts),
    code: ({ lanes }) => /* wgsl */ `
      ${rowReductions(lanes)}
      ${code}
      fn main(index: i32) {
        let sum = min(index / LANES, uniforms.size - 1);
        let first = sum / uniforms.parts * uniforms.length;
        let step = uniforms.parts * LANES;
        var total = 0.0;
        for (var start = sum % uniforms.parts * LANES + index % LANES; start < uniforms.length; start += 64 * step) {
          var block = 0.0;
          for (var i = start; i < min(start + 64 * step, uniforms.length); i += step) { block += term(first + i); }
          total += block;
        }
        total = sumOverRow(vec4<f32>(total)).x;
        if (index % LANES == 0) { result[sum] = total * uniforms.factor; }
      }
    `,
  });
  return typedKernel(({ inputs, attrs, backend }) => {
    const parts = Math.ceil(lengthOf(inputs) / share);
    if (parts <= 1) return sums({ inputs, attrs: { ...attrs, parts: 1 }, backend });
    const shape = shapeOf(inputs).slice(0, -1);
    const chunks = [util.sizeFromShape(shape), parts, 1];
    return disposing(backend, sums({ inputs, attrs: { ...attrs, parts }, backend }), (x) =>
      sumChunks({ inputs: { x: { ...x, shape: chunks } }, attrs: { shape }, backend }),
    );
  });
}
