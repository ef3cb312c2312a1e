import type { Tensor } from '@tensorflow/tfjs-core';

type Timed = () => Tensor | Tensor[];

/** A line of the table. A file in `bench/rows` that exports one by default is found by `bench/run.ts`. */
export interface Row {
  /** What is computed, with its size. */
  title: string;
  /** Makes the inputs, and gives what is timed: ours, and stock tfjs or the best that can be composed of it. */
  prepare(): { ours: Timed; stock?: Timed };
  /** The same in PyTorch, or in what the title names: Python that runs once, and Python that is timed. */
  torch?: { prepare: string; run: string };
  /** What the formula itself asks for: arithmetic, or bytes read and written. The table says how near to the limit we are. */
  work: { flops: number } | { bytes: number };
  /** Why stock gives other numbers than ours, where it does. Without it a difference ends the run. */
  stockDiffers?: string;
  /** Why the row cannot run here, where it cannot. */
  skip?: string;
  /** Rounds at most, and as many calls to warm up, where one takes seconds. */
  rounds?: number;
}
