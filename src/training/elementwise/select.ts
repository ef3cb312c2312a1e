import { Cast, Select, type TensorInfo, upcastType, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { wasmKernel } from '../../wasm/wasmKernel';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/**
 * Stock copies one number at a time, reads bools as floats, and reads the bits of one branch as numbers of the other's
 * type. It remains in use for one condition per row, a form that `tf.where` never produces.
 */
export const select = /* @__PURE__ */ trainingKernel<'condition' | 't' | 'e'>(Select, (stock) => {
  const ofOneShape = wasmKernel<Exports, 'condition' | 't' | 'e'>({
    module: wasmModule,
    dtypes: ({ t }) => ({ condition: 'bool', t: t.dtype, e: t.dtype, output: t.dtype }),
    output: ({ t }) => t.shape,
    run: (wasm, at, { t }) => {
      const choose = t.dtype === 'bool' ? wasm.selectBytes : wasm.select;
      choose({ ...at, count: util.sizeFromShape(t.shape) });
    },
  });
  return (call) => {
    const { condition, t, e } = call.inputs;
    const backend = call.backend as WasmBackend;
    const dtype = upcastType(t.dtype, e.dtype);
    // `tf.where` cannot broadcast to an empty shape: it leaves the other inputs unchanged.
    const empty = [t, e, condition].find(({ shape }) => shape.includes(0));
    if (empty) return backend.makeOutput(empty.shape, dtype);
    if (dtype === 'string') return stock(call);

    const cast = (x: TensorInfo) => (x.dtype === dtype ? x : runKernelNamed(Cast, backend, { x }, { dtype }));
    const inputs = { condition, t: cast(t), e: cast(e) };
    const isOneShape = util.arraysEqual(condition.shape, t.shape);
    const result = (isOneShape ? ofOneShape : stock)({ ...call, inputs });
    if (inputs.t !== t) backend.disposeData(inputs.t.dataId);
    if (inputs.e !== e) backend.disposeData(inputs.e.dataId);
    return result;
  };
});
