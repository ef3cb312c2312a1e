import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startSwiftShader } from '../../test/support/swiftShader';
import { blocks } from './blocks';
import { ms, table } from './table';
import { type Comparison, startComposed, timeBlock } from './timeBlock';

/**
 * Times each block on the GPU, through Dawn, beside the same formula composed of tfjs ops.
 *
 *     npm run bench -- --backend webgpu [--only part-of-a-name] [--small] [--rounds 15] [--json file]
 *
 * `--swiftshader` runs on the CPU instead, at small sizes, and counts the milliseconds that all its cores work: other
 * programs change these less.
 */
const { values: options } = parseArgs({
  options: {
    backend: { type: 'string' },
    only: { type: 'string', default: '' },
    small: { type: 'boolean', default: false },
    swiftshader: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    json: { type: 'string' },
  },
});
const small = options.small || options.swiftshader;

if (options.swiftshader) await startSwiftShader();
const { adapter, attempts } = await selectBackend({ prefer: ['webgpu'], trainingKernels: false });
if (!adapter) throw new Error(`WebGPU does not start: ${attempts[0].reason}`);
await startComposed();
const busy = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const timing = {
  small,
  rounds: Number(options.rounds),
  shortest: options.swiftshader ? 100 : 20,
  now: options.swiftshader ? busy : undefined,
};
const names = Object.keys(blocks).filter((name) => name.toLowerCase().includes(options.only.toLowerCase()));
if (names.length === 0) throw new Error(`no block has '${options.only}' in its name`);

const rows: Record<string, Awaited<ReturnType<typeof timeBlock>>> = {};
for (const name of names) {
  rows[name] = await timeBlock(blocks[name], timing);
  const { forward, withGradients } = rows[name];
  console.log(`${name}: ${times(forward)}; with gradients ${times(withGradients)}`);
}

const machine = `${Object.values(adapter).filter(Boolean).join(' ')}, Node ${process.version}, tfjs ${tf.version_core}`;
console.log(
  `\n${machine}. Medians of ${timing.rounds} rounds, in ms ${options.swiftshader ? 'of the CPU' : 'until the GPU has finished'}.\n`,
);
console.log(table(rows));
if (options.json) await writeFile(options.json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
process.exit(); // Dawn keeps Node alive

function times({ ours, composed }: Comparison): string {
  return `${ms(ours.ms)} ms (composed ${ms(composed.ms)})`;
}
