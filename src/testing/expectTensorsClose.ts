import { Tensor } from '@tensorflow/tfjs-core';

export interface Tolerance {
  /** Tolerance relative to the expected value. */
  rtol?: number;
  /** Tolerance added to it. */
  atol?: number;
}

export async function expectTensorsClose(
  actual: Tensor,
  expected: Tensor | { shape: number[]; values: ArrayLike<number> },
  { rtol = 1e-5, atol = 1e-6 }: Tolerance = {},
): Promise<void> {
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`expectTensorsClose: shapes differ; expected [${expected.shape}]; got [${actual.shape}]`);
  }
  const got = await actual.data();
  const want = expected instanceof Tensor ? await expected.data() : expected.values;
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < want.length; i++) {
    if (Object.is(got[i], want[i]) || got[i] === want[i]) continue;
    const excess = Math.abs(got[i] - want[i]) / (atol + rtol * Math.abs(want[i]));
    if (!(excess <= 1) && !(excess <= worstExcess)) {
      worst = i;
      worstExcess = excess;
    }
  }
  if (worst >= 0) throw new Error(`expectTensorsClose: element ${worst}; expected ${want[worst]}; got ${got[worst]}`);
}
