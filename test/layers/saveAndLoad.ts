import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

/** A model, saved to memory and loaded again. */
export async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = JSON.parse(JSON.stringify(saved, (key, value) => (key === 'weightData' ? undefined : value)));
      artifacts!.weightData = saved.weightData;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return loadLayersModel(tf.io.fromMemory(artifacts!));
}
