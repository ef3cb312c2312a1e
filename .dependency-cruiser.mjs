/**
 * The floors of src, lowest first: a file imports from its own floor or below, types included, and no circle is allowed.
 * Training kernels use none of our ops.
 */
const floors = [
  ['internal'],
  ['engine', 'wasm', 'webgpu'],
  ['ops', 'training'],
  ['optimize'],
  ['backend'],
  ['style', 'matting', 'distillation', 'variational', 'spatial', 'registration'],
  ['rca', 'layers', 'testing'],
];

const folder = (names) => `^src/(${names.join('|')})/`;

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...floors.slice(0, -1).map((names, floor) => ({
      name: `no-way-up-from-${names.join('-')}`,
      severity: 'error',
      from: { path: folder(names) },
      to: { path: [folder(floors.slice(floor + 1).flat()), '^src/index.ts$'] },
    })),
    {
      name: 'ops-and-training-apart',
      severity: 'error',
      from: { path: folder(['training']) },
      to: { path: folder(['ops']) },
    },
    {
      name: 'layers-alone-knows-tfjs-layers',
      severity: 'error',
      from: { path: '^src/', pathNot: folder(['layers']) },
      to: { path: '@tensorflow/tfjs-layers' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
