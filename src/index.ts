import { keepGradients } from './engine/gradients';

keepGradients();

export * from './backend';
export * from './distillation';
export { ArgumentError } from './internal/ArgumentError';
export * from './matting';
export * from './optimize';
export * from './rca';
export * from './registration';
export * from './spatial';
export * from './style';
export * from './variational';
