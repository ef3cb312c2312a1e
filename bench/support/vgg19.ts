import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The folder of VGG19's weights, which are no part of this repository: `--vgg19`, or DIFFBLOCKS_VGG19. */
export function vgg19Folder(): string | undefined {
  const folder = process.env.DIFFBLOCKS_VGG19 ?? fileURLToPath(new URL('../../../shared/vgg19', import.meta.url));
  return existsSync(`${folder}/model.json`) ? folder : undefined;
}

/** VGG19 up to the layer block3_conv4. */
export async function loadVgg19(folder: string): Promise<LayersModel> {
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8'));
  const groups: { paths: string[]; weights: [] }[] = weightsManifest;
  const files = groups.flatMap(({ paths }) => paths).map((path) => readFileSync(`${folder}/${path}`));
  return loadLayersModel({
    load: async () => ({
      modelTopology,
      weightSpecs: groups.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(Buffer.concat(files)).buffer,
    }),
  });
}
