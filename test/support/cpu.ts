import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from './useBackend';

await useBackend('cpu');
