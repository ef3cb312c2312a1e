import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { webgpu } from '../../src/backend/webgpuInNode';
import { chromium } from './chromium';

// SwiftShader from the unpacked Chromium, unless the run is for the GPU of this machine.
if (!process.env.DIFFBLOCKS_GPU) {
  const folder = dirname(chromium.executablePath);
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  openLibrary(join(folder, 'libvulkan.so.1'));
}
await webgpu();
await import('./webgpu');

/** Keeps a library open, where Dawn finds it by its name. Node then complains that it is not one of its modules. */
function openLibrary(path: string): void {
  const RTLD_NODELETE = 0x1000;
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {}
}
