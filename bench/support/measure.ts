import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { median } from './median';
import type { Row, Timed } from './row';
import type { Torch } from './torch';

/** Milliseconds. */
export interface Time {
  median: number;
  /** The time on an undisturbed machine. */
  fastest: number;
}

export type Times = { ours: Time } & Partial<Record<'stock' | 'torch', Time>>;

/** Milliseconds that a measurement takes at least; it repeats shorter calls. */
const SHORTEST = 1;
const WARM_UPS = 3;

/** Milliseconds of one call: the mean of `repeats` calls. */
type Clock = (repeats: number) => number | Promise<number>;

/** Times the variants of a row in turn, so that other load on the machine affects all of them alike. */
export async function measure(row: Row, torch: Torch | undefined, rounds: number): Promise<Times> {
  const { ours, stock } = row.prepare();
  if (stock && !row.stockDiffers) await expectSame(row.title, await ours(), await stock());

  const clocks: Partial<Record<keyof Times, Clock>> = { ours: inTfjs(ours) };
  if (stock) clocks.stock = inTfjs(stock);
  if (torch && row.torch) {
    const { prepare, run } = row.torch;
    await torch.time({ run: 'pass', repeats: 1, prepare });
    clocks.torch = (repeats) => torch.time({ run, repeats });
  }
  const series = [];
  for (const [name, clock] of Object.entries(clocks)) {
    series.push({ name, clock, repeats: await enoughRepeats(clock, row.rounds), times: [] as number[] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { clock, repeats, times } of series) times.push(await clock(repeats));
  }
  return Object.fromEntries(
    series.map(({ name, times }) => [name, { median: median(times), fastest: Math.min(...times) }]),
  ) as Times;
}

/** Warms up, and finds the number of calls that takes a measurable time. */
async function enoughRepeats(clock: Clock, warmUps = WARM_UPS): Promise<number> {
  let repeats = 1;
  for (let i = 0; i < warmUps; i++) repeats = Math.max(1, Math.ceil(SHORTEST / (await clock(repeats))));
  return repeats;
}

/** Milliseconds of one call on a synchronous backend. The results are disposed off the clock. */
const inTfjs = (f: Timed) => async (repeats: number) => {
  const results: (Tensor | Tensor[])[] = [];
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    const result = f();
    results.push(result instanceof Promise ? await result : result);
  }
  const elapsed = performance.now() - start;
  dispose(results);
  return elapsed / repeats;
};

async function expectSame(title: string, ours: Tensor | Tensor[], stock: Tensor | Tensor[]): Promise<void> {
  for (const [index, tensor] of [ours].flat().entries()) {
    const want = await [stock].flat()[index].data();
    const got = await tensor.data();
    let [largest, difference] = [0, 0];
    for (let i = 0; i < want.length; i++) {
      largest = Math.max(largest, Math.abs(want[i]));
      difference = Math.max(difference, Math.abs(got[i] - want[i]));
    }
    if (got.length === want.length && difference <= 1e-3 * largest) continue;
    throw new Error(`${title}: ours and stock differ by ${difference}; the largest value is ${largest}`);
  }
  dispose([ours, stock]);
}
