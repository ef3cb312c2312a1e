import { backend_util, Multiply, Pow, Reciprocal, Square, util } from '@tensorflow/tfjs-core';
import { share } from '../../internal/share';
import { address, memoryOf, type WasmBackend } from '../../wasm/wasmBackend';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';

/** Stock computes the power of one number at a time, by logarithms even if the exponent is 2. */
export const pow = /* @__PURE__ */ trainingKernel<'a' | 'b'>(Pow, (stock) => (call) => {
  const { a, b } = call.inputs;
  const backend = call.backend as WasmBackend;
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || util.sizeFromShape(b.shape) !== 1) return stock(call);
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  switch (new Float32Array(memoryOf(backend).buffer, address(backend, b), 1)[0]) {
    case -1:
      return { ...runKernelNamed(Reciprocal, backend, { x: a }), shape };
    case 1:
      return { ...share(a, backend), shape };
    case 2:
      return { ...runKernelNamed(Square, backend, { x: a }), shape };
    case 3: {
      const square = runKernelNamed(Square, backend, { x: a });
      const cube = runKernelNamed(Multiply, backend, { a, b: square });
      backend.disposeData(square.dataId);
      return { ...cube, shape };
    }
    default:
      return stock(call);
  }
});
