import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, setup } from './chromium';

const folder = dirname(chromium.executablePath);

/** The environment of a process whose Vulkan is SwiftShader, from the unpacked Chromium. */
export const swiftShader = { VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: folder };

/** Makes SwiftShader the Vulkan of this process, before it has started Dawn. */
export async function startSwiftShader(): Promise<void> {
  await setup();
  process.env.VK_ICD_FILENAMES = swiftShader.VK_ICD_FILENAMES;
  openLibrary(join(folder, 'libvulkan.so.1'));
}

/** Keeps a library open, where Dawn finds it by its name. Node then complains that it is not one of its modules. */
function openLibrary(path: string): void {
  const RTLD_NODELETE = 0x1000;
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {}
}
