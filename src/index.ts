import './backend/gradients';

export * from './backend';
export * from './matting';
export * from './rca';
export * from './spatial';
export * from './style';
export * from './variational';
export * from './variational';
