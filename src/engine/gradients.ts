// tfjs-core by itself registers no gradients. The build bundles exactly these (build/tfjsGradients.ts).
import '@tensorflow/tfjs-core/dist/register_all_gradients';
