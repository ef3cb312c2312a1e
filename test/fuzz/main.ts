import { join } from 'node:path';
import { parseArgs } from 'node:util';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '../../src/engine/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../../src/backend';
import { recordAs } from '../../src/engine/recordAs';
import { mendedGradients } from '../../src/training/gradients/mendedGradients';
import { BATCH, compareCalls, MOST } from './differences';
import { startFloat64 } from './startFloat64';
import { groups } from './targets';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    share: { type: 'string', default: '1/1' },
    seconds: { type: 'string', default: 'Infinity' },
    backend: { type: 'string', default: 'wasm' },
  },
});
const [calls, seed, seconds] = [values.calls, values.seed, values.seconds].map(Number);
const { backend } = values;
const [share, shares] = values.share.split('/').map(Number);
const only = values.only.split(',').filter(Boolean);
const unknown = only.filter(
  (wanted) =>
    !Object.values(groups)
      .flat()
      .some(({ name }) => name === wanted),
);
if (unknown.length > 0) throw new Error(`No target is named ${unknown.join(' or ')}.`);
const bound = (part: number) => Math.round((calls * part) / shares);

/** Calls every target, a batch at a time; next is the target that has had the least time, so all get a fair share. */
async function main(): Promise<void> {
  if (backend !== 'wasm' && backend !== 'webgpu') throw new Error(`backend must be wasm or webgpu; got ${backend}`);
  await selectBackend({ prefer: [backend] });
  // Otherwise small tensors stay on the CPU.
  if (backend === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
  recordAs('cpu', mendedGradients);
  const float64 = backend === 'wasm' ? startFloat64(join(__dirname, 'float64.cjs')) : undefined;
  const end = performance.now() + 1000 * seconds;
  const states = Object.entries(groups).flatMap(([group, targets]) =>
    targets
      .filter(({ name }) => only.length === 0 || only.includes(name))
      .map((target) => ({ group, target, next: bound(share - 1), evaluated: 0, ms: 0, failures: [] as string[] })),
  );
  const isOpen = ({ next, failures }: (typeof states)[number]) => next < bound(share) && failures.length < MOST;
  while (performance.now() < end) {
    const open = states.filter(isOpen);
    if (open.length === 0) break;
    const state = open.reduce((a, b) => (b.ms < a.ms ? b : a));
    const { group, target, next } = state;
    const to = Math.min(bound(share), next - (next % BATCH) + BATCH);
    const start = performance.now();
    const { found, evaluated } = await compareCalls({
      group,
      target,
      seed,
      calls: [next, to],
      backend,
      exactly: float64?.exactly,
    });
    state.ms += performance.now() - start;
    state.next = to;
    state.evaluated += evaluated;
    state.failures.push(...found);
    for (const failure of found) console.error(`${target.name}: ${failure}`);
  }
  await float64?.stop();
  for (const { group, target, next, evaluated, ms, failures } of states) {
    const done = next - bound(share - 1);
    if (failures.length === 0 && 2 * evaluated < done) failures.push(`only ${evaluated} calls do not throw`);
    if (failures.length > 0) process.exitCode = 1;
    console.log(
      JSON.stringify({ group, name: target.name, calls: done, evaluated, seconds: Math.round(ms) / 1000, failures }),
    );
  }
}

void main().then(() => process.exit()); // Dawn keeps the process alive
