export { type ClosedFormMatteOptions, closedFormMatte } from './closedFormMatte';
export {
  type EstimateForegroundOptions,
  type EstimateForegroundProgress,
  estimateForeground,
  type ForegroundAndBackground,
} from './estimateForeground';
export { type GuidedFilterOptions, guidedFilter } from './guidedFilter';
export { MattingLaplacian, type MattingLaplacianOptions, mattingLaplacian } from './mattingLaplacian';
export { type PhotorealismLossOptions, photorealismLoss } from './photorealismLoss';
export { type SmoothLocalAffineOptions, smoothLocalAffine } from './smoothLocalAffine';
export type { SparseMatrix } from './sparseLaplacian';
