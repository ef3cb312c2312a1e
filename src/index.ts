import './backend/gradients';

export { ArgumentError } from './internal/ArgumentError';
export * from './style';
