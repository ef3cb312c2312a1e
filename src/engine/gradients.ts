// tfjs-core alone registers no gradients; the build bundles exactly these (build/tfjsGradients.ts).
import '@tensorflow/tfjs-core/dist/register_all_gradients';
