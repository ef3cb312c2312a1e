import type { Tensor } from '@tensorflow/tfjs-core';

type Result = Tensor | Tensor[];
/** Async work is timed until its promise resolves. */
export type Timed = () => Result | Promise<Result>;

/**
 * One line of the table. `bench/wasm.ts` runs the default export of every file in `bench/rows`, a row or a list of
 * rows.
 */
export interface Row {
  /** The computation and its size. */
  title: string;
  /** Makes the inputs and returns the timed functions: ours, and stock tfjs or the best composition of its ops. */
  prepare(): { ours: Timed; stock?: Timed };
  /** The same in PyTorch, or in the library that the title names: Python that runs once, and Python that is timed. */
  torch?: { prepare: string; run: string };
  /** The arithmetic, or the bytes read and written, that the formula requires. The table compares it with the limit. */
  work: { flops: number } | { bytes: number };
  /** Why stock returns other numbers than ours. If it is omitted, a difference ends the run. */
  stockDiffers?: string;
  /** Why the row cannot run here, if it cannot. */
  skip?: string;
  /** For rows whose calls take seconds: limits the rounds, and sets the number of warm-up calls. */
  rounds?: number;
}
