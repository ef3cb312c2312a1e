export { backendReport } from './backendReport';
export type { BackendAdapter, BackendAttempt, BackendReport } from './describeBackend';
export { installTrainingKernels } from './installTrainingKernels';
export { type SelectBackendOptions, selectBackend } from './selectBackend';
export type { WasmFile, WasmPaths } from './wasmFiles';
