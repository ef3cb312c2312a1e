import { parseArgs } from 'node:util';

/** The five papers, which run by default, and the examples that run only when named. */
const paperNames = ['style', 'distillation', 'vae', 'spatial', 'rca'] as const;
const pictureNames = ['texture', 'inversion', 'artistic', 'deepPhoto'] as const;
const experimentNames = ['rotatedDigits', 'scatteredDigits', 'digitAddition', 'plainClassifiers'] as const;
export const exampleNames = [...paperNames, 'matting', ...pictureNames, ...experimentNames] as const;
export type ExampleName = (typeof exampleNames)[number];
const backendNames = ['wasm', 'webgpu', 'cpu'] as const;

/** The length of the run: `short` shows that everything works, `full` gives the best results. */
export type Length = 'short' | 'normal' | 'full';

export interface Arguments {
  examples: readonly ExampleName[];
  backend: (typeof backendNames)[number];
  length: Length;
  output: string;
  /** Folder of VGG19 as a tfjs layers model. */
  features: string | undefined;
  /** Folder of labelled hippocampus volumes, for `rca`. */
  data: string | undefined;
  help: boolean;
}

export const help = `npm run demo -- [options]

Runs the five papers on real data and writes a page with their pictures and plots.

  --only NAMES      one or more names, separated by commas: ${paperNames.join(',')} (the default);
                    matting; ${pictureNames.join(',')}, which Ctrl-C ends early with the best picture so far;
                    ${experimentNames.join(',')}, minutes each, an hour with --full
  --backend NAME    wasm (default), webgpu or cpu
  --short           about a minute for all five; shows that they run, not how good they get
  --full            longer runs, better pictures
  --features DIR    a folder with the model.json of VGG19 (a tfjs layers model), used instead of random filters by
                    style,${pictureNames.join(',')}
  --data DIR        rca on the hippocampus volumes of the Medical Segmentation Decathlon instead of digits: a folder with
                    images and labels as .nii.gz
  --output DIR      the folder for index.html (default: demo-output)
  --help            print this text
`;

/** Parses the command line. Throws on anything unknown. */
export function parseArguments(commandLine: string[]): Arguments {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      only: { type: 'string' },
      backend: { type: 'string', default: 'wasm' },
      short: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      features: { type: 'string' },
      data: { type: 'string' },
      output: { type: 'string', default: 'demo-output' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.short && values.full) throw new Error('--short and --full cannot be used together');
  return {
    examples: values.only?.split(',').map((name) => oneOf('--only', name, exampleNames)) ?? paperNames,
    backend: oneOf('--backend', values.backend, backendNames),
    length: values.short ? 'short' : values.full ? 'full' : 'normal',
    output: values.output,
    features: values.features,
    data: values.data,
    help: values.help,
  };
}

function oneOf<Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
  if (choices.includes(value as Choice)) return value as Choice;
  throw new Error(`${flag}: expected ${choices.join(', ')}; got '${value}'`);
}
