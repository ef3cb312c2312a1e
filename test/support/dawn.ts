import { webgpu } from '../../src/backend/webgpuInNode';
import { startSwiftShader } from './swiftShader';

if (!process.env.DIFFBLOCKS_GPU) await startSwiftShader();
await webgpu();
await import('./webgpu');
