import '@tensorflow/tfjs-backend-wasm';
import { useBackend } from './useBackend';

await useBackend('wasm');
