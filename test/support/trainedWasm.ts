import '@tensorflow/tfjs-backend-wasm';
import { installTrainingKernels } from '../../src/backend';
import { useBackend } from './useBackend';

await useBackend('wasm');
installTrainingKernels();
