import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { blocks } from '../../bench/webgpu/blocks';
import { table } from '../../bench/webgpu/table';
import { startComposed, timeBlock } from '../../bench/webgpu/timeBlock';

/** The blocks that can be measured. */
export const names = Object.keys(blocks);

/** Rounds of which a median is taken. */
const rounds = 7;

let composed: Promise<void> | undefined;

/** Measures blocks on the GPU of this machine. Yields the report after each block. */
export async function* measure(chosen: string[], small: boolean): AsyncGenerator<{ done: number; report: string }> {
  const { adapter, attempts } = await selectBackend({ prefer: ['webgpu'], trainingKernels: false });
  if (!adapter) throw new Error(attempts[0].reason);
  composed ??= startComposed();
  await composed;
  const machine = [...Object.values(adapter), `tfjs ${tf.version_core}`, navigator.userAgent].filter(Boolean);
  const head = `${machine.join(', ')}. Medians of ${rounds} rounds, in ms, until the GPU has finished.`;
  const rows: Parameters<typeof table>[0] = {};
  for (const [index, name] of chosen.entries()) {
    rows[name] = await timeBlock(blocks[name], { small, rounds, shortest: small ? 1 : 20 });
    yield { done: index + 1, report: `${head}\n\n${table(rows)}\n` };
  }
}
