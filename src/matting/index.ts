export { MattingLaplacian, type MattingLaplacianOptions, mattingLaplacian } from './mattingLaplacian';
export { photorealismLoss } from './photorealismLoss';
export type { SparseMatrix } from './sparseLaplacian';
