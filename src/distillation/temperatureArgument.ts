import { numberArgument } from '../internal/arguments';

/** Checks a temperature. Beyond these limits float32 loses logits / T, or the T² of a loss. */
export const temperatureArgument = (functionName: string, temperature: unknown): number =>
  numberArgument(functionName, 'temperature', temperature, { atLeast: 1e-8, atMost: 1e8 });
