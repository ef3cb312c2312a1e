import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/** The result of a stock kernel as a tensor that `tidy` disposes of. */
export const tensorOf = (info: TensorInfo): Tensor => engine().makeTensorFromTensorInfo(info);
