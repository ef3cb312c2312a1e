import type { TensorMatchers } from '../../src/testing';

declare module 'vitest' {
  interface Matchers<T> extends TensorMatchers {}
}
