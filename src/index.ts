import './backend/gradients';

export { ArgumentError } from './internal/ArgumentError';
export * from './rca';
export * from './spatial';
export * from './style';
