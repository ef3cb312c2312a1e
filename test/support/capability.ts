import 'vitest';

/** How often a function can be differentiated: its value alone, or also its gradient, or its gradient's gradient. */
export type Order = 0 | 1 | 2;

/** The result of a test that `npm run capabilities` writes into docs/capabilities.md. */
export interface Capability {
  kind: 'function' | 'op';
  name: string;
  /** The highest order that is right; undefined if the value is not. */
  order?: Order;
  /** What the next order is, if it is neither right nor missing; `invalid` is a dispatch that WebGPU rejects. */
  next?: 'wrong' | 'throws' | 'invalid';
  /** Whether the test compares with a float64 reference. */
  isReference?: boolean;
}

declare module 'vitest' {
  interface TaskMeta {
    capability?: Capability;
  }
}
