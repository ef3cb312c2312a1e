import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { type ExampleName, help, parseArguments } from './support/arguments';
import { startBackend } from './support/backend';
import type { Example } from './support/example';
import { progressBar } from './support/progress';
import { type Report, writeReport } from './support/report';

const examples: Record<ExampleName, () => Promise<{ default: Example }>> = {
  style: () => import('./style'),
  distillation: () => import('./distillation'),
  vae: () => import('./vae'),
  spatial: () => import('./spatial'),
  rca: () => import('./rca'),
  plainClassifiers: () => import('./rca/plainClassifiers'),
  matting: () => import('./matting'),
  texture: () => import('./texture'),
  inversion: () => import('./inversion'),
  artistic: () => import('./artistic'),
  deepPhoto: () => import('./deepPhoto'),
  rotatedDigits: () => import('./spatial/rotatedDigits'),
  scatteredDigits: () => import('./spatial/scatteredDigits'),
  digitAddition: () => import('./spatial/digitAddition'),
};

async function run(commandLine: string[]): Promise<void> {
  const settings = parseArguments(commandLine);
  if (settings.help) {
    print(help);
    return;
  }
  const backend = await startBackend(settings.backend);
  const sections: Report['sections'] = [];
  let page = '';
  for (const name of settings.examples) {
    const bar = progressBar(name);
    const { default: example } = await examples[name]();
    const before = tf.memory().numTensors;
    const section = await example({
      length: settings.length,
      features: settings.features,
      data: settings.data,
      progress: bar.update,
    });
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`${name}: ${left} tensors leaked`);
    const { label, value } = section.findings[0];
    sections.push({ ...section, name, seconds: bar.end(`${label}: ${value}`) });
    // The page is written after every example, because a later one may fail or be interrupted.
    page = await writeReport(settings.output, { sections, backend, length: settings.length });
  }
  print(summary(sections));
  print(`\n${pathToFileURL(resolve(page))}`);
}

const summary = (sections: Report['sections']): string =>
  sections
    .map(({ title, findings }) =>
      [`\n${title}`, ...findings.map(({ label, value }) => `  ${label}: ${value}`)].join('\n'),
    )
    .join('\n');

const print = (text: string) => process.stdout.write(`${text}\n`);

// The process exits explicitly, because tfjs's backends keep it alive.
run(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`\n${error.name === 'Error' || error instanceof TypeError ? error.message : error.stack}\n`);
    process.exit(1);
  },
);
