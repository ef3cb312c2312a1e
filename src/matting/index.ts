export { MattingLaplacian, type MattingLaplacianOptions, mattingLaplacian } from './mattingLaplacian';
export { type PhotorealismLossOptions, photorealismLoss } from './photorealismLoss';
export type { SparseMatrix } from './sparseLaplacian';
