import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { ofRows, softenRow } from '../softmax/webgpu';
import { softening } from '../softmax/wgsl/rows';

type Inputs = 'logits' | 'labels';

const rows = /* @__PURE__ */ ofRows(({ logits }: Record<Inputs, TensorInfo>) => logits);

export const crossEntropyWebgpu = /* @__PURE__ */ webgpuKernel<Inputs, { weight: number }, { lanes: number }>({
  name: 'crossEntropy',
  inputs: ['logits', 'labels'],
  output: ({ logits }) => logits.shape.slice(0, -1),
  ...rows,
  floats: (_, { weight }) => ({ scale: weight }),
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('logits', '1.0')}
      let logTotal = logarithm(select(sum, 1.0, sum == 0.0));
      var entropy = 0.0;
      var ruledOut = 0.0;
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let logit = logitsAt(first + c);
        if (impossible(logit)) { ruledOut += labelsAt(first + c); }
        else { entropy -= labelsAt(first + c) * ((logit - largest) - logTotal); }
      }
      let sums = sumOverRow(vec4<f32>(entropy, ruledOut, 0.0, 0.0));
      if (lane == 0) { result[row] = select(uniforms.scale * sums.x, uniforms.INFINITY, sums.y > 0.0); }
    }
  `,
});

export const crossEntropyGradWebgpu = /* @__PURE__ */ webgpuKernel<
  Inputs | 'dy',
  { weight: number },
  { lanes: number }
>({
  name: 'crossEntropyGrad',
  inputs: ['dy', 'logits', 'labels'],
  output: ({ logits }) => logits.shape,
  ...rows,
  floats: (_, { weight }) => ({ scale: weight }),
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('logits', '1.0')}
      let total = select(sum, 1.0, sum == 0.0);
      var label = 0.0;
      for (var c = lane; c < uniforms.classes; c += LANES) { label += labelsAt(first + c); }
      let labelled = sumOverRow(vec4<f32>(label)).x;
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let logit = logitsAt(first + c);
        let difference = weight(logit, largest, 1.0) / total * labelled - labelsAt(first + c);
        result[first + c] = select(dyAt(row) * uniforms.scale * difference, 0.0, impossible(logit));
      }
    }
  `,
});
