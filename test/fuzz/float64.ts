import { parentPort } from 'node:worker_threads';
import '@tensorflow/tfjs-backend-cpu';
import '../../src/engine/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { recordAs } from '../../src/engine/recordAs';
import { mendedGradients } from '../../src/training/gradients/mendedGradients';
import { type DrawnCall, type Evaluated, evaluate } from './differences';
import { Random } from './Random';
import { groups } from './targets';

/** A worker that evaluates calls in float64: `bundleFloat64` replaces the arrays of tfjs and of this package. */
export interface Request {
  group: string;
  name: string;
  calls: readonly DrawnCall[];
}

recordAs('cpu', mendedGradients);

parentPort?.on('message', async ({ group, name, calls }: Request) => {
  await tf.setBackend('cpu');
  const target = groups[group].find((one) => one.name === name)!;
  const results: Evaluated[] = [];
  for (const { seed, withGradients } of calls) {
    const args = target.draw(new Random(seed));
    results.push(await evaluate(target, target.reference ?? target.call, args, seed, withGradients));
  }
  parentPort!.postMessage(results);
});
