export { affineGrid, type GridOptions } from './affineGrid';
export { affineGrid3d } from './affineGrid3d';
export { bicubicSampler } from './bicubicSampler';
export { bilinearSampler } from './bilinearSampler';
export { nearestSampler } from './nearestSampler';
export type { SamplerOptions } from './samplingArguments';
export { trilinearSampler } from './trilinearSampler';
