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
      scratch: ({ windowsBytes }) => windowsBytes(),
      run: ({ setWindows, maxPoolTake }, at, inputs, attributes) => {
        const named = { ...at, windows: at.scratch, x: at.input, y: at.output, ...windows(inputs, attributes) };
        setWindows(named);
        maxPoolTake(named);
      },
    }),
);
