/** Public functions that no call with random tensors compares, and why. */
export const withoutTarget: Record<string, string> = {
  ArgumentError: 'not a function of tensors',
  LbfgsState: 'the state that lbfgs returns',
  MattingLaplacian: 'the result of mattingLaplacian',
  Registration: 'the result of register',
  backendReport: 'not a function of tensors',
  calibrateAccuracy: 'a function of numbers, which uses no backend',
  conformalInterval: 'a function of numbers, which uses no backend',
  installTrainingKernels: 'the targets run on its kernels',
  layersFeatures: 'runs the layers of a model of the user, by kernels that have targets',
  pixelClassifier: 'a few hundred steps of lbfgs on a loss that is not convex: rounding changes the minimum',
  registrationClassifier: 'the labels that register transfers: rounding changes the nearest one',
  selectBackend: 'not a function of tensors',
};
