import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The folder of VGG19's weights, from `--vgg19` or DIFFBLOCKS_VGG19. The repository does not contain them. */
export function vgg19Folder(): string | undefined {
  const folder = process.env.DIFFBLOCKS_VGG19 ?? fileURLToPath(new URL('../../../shared/vgg19', import.meta.url));
  return existsSync(`${folder}/model.json`) ? folder : undefined;
}

/** VGG19 up to and including layer block3_conv4. */
export async function loadVgg19(folder: string): Promise<LayersModel> {
  const { layersModel } = await import('../../examples/support/layersModel');
  return layersModel(folder);
}
