import {
  All,
  Any,
  Equal,
  type GradConfig,
  Greater,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';

/** A comparison is constant almost everywhere. tfjs has no gradient for these, so `where` on one throws. */
const constant = (kernelName: string, inputs: string[]): GradConfig => ({
  kernelName,
  inputsToSave: inputs,
  gradFunc: (_, saved: Tensor[]) =>
    Object.fromEntries(inputs.map((name, index) => [name, () => zeros(saved[index].shape)])),
});

const ofOne = [All, Any, LogicalNot];
const ofTwo = [Equal, Greater, Less, LessEqual, LogicalAnd, LogicalOr, NotEqual];

export const zeroGradients: readonly GradConfig[] = /* @__PURE__ */ [
  ...ofOne.map((name) => constant(name, ['x'])),
  ...ofTwo.map((name) => constant(name, ['a', 'b'])),
];
