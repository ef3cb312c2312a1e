import { wasmKernel } from '../../wasm/wasmKernel';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, windows } from './windows';

/** A kernel name that is unique to this package. */
export const MaxPoolTake = 'DiffblocksMaxPoolTake';

/** Takes from `v` the value at the first maximum of each window of `input`; `dy` has the shape of the output. */
export const maxPoolTake: TrainingKernel = /* @__PURE__ */ trainingKernel<'input' | 'v' | 'dy', PoolAttributes>(
  MaxPoolTake,
  () =>
    wasmKernel<Exports, 'input' | 'v' | 'dy', PoolAttributes>({
      module: wasmModule,
      output: ({ dy }) => dy.shape,
      run: (wasm, at, inputs, attributes) => wasm.maxPoolTake({ ...at, x: at.input, ...windows(inputs, attributes) }),
    }),
);
