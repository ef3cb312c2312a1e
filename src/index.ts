import './backend/gradients';

export * from './backend';
export { ArgumentError } from './internal/ArgumentError';
export * from './distillation';
export * from './matting';
export * from './rca';
export * from './spatial';
export * from './style';
export * from './variational';
