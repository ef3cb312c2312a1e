import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

/** Loads a layers model from a folder with `model.json` and its weights. tfjs-layers itself reads only URLs in Node. */
export async function layersModel(folder: string): Promise<LayersModel> {
  try {
    return await loadLayersModel({ load: () => artifacts(folder) });
  } catch (error) {
    throw new Error(`no layers model in ${folder}: ${(error as Error).message}`);
  }
}

async function artifacts(folder: string): Promise<io.ModelArtifacts> {
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const groups: io.WeightsManifestConfig = weightsManifest;
  const files = await Promise.all(groups.flatMap(({ paths }) => paths).map((path) => readFile(join(folder, path))));
  return {
    modelTopology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: Uint8Array.from(Buffer.concat(files)).buffer,
  };
}

/** Throws if the model lacks one of the layers. */
export function requireLayers({ layers }: LayersModel, names: readonly string[]): void {
  const known = layers.map(({ name }) => name);
  const missing = names.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw new Error(
    `the model has no layer ${missing.join(', ')}; expected the layers of VGG19; got ${known.join(', ')}`,
  );
}
