/** The entry points besides the root, in the order of the API's pages. */
export const areas = [
  'style',
  'matting',
  'distillation',
  'variational',
  'spatial',
  'registration',
  'rca',
  'layers',
  'optimize',
  'backend',
  'testing',
];
