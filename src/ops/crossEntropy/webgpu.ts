import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { ofRows, softenRow, sumOfClasses } from '../softmax/webgpu';
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
      ${sumOfClasses(
        'terms', // of the entropy, and of labels that are ruled out
        `let logit = logitsAt(first + c);
         if (impossible(logit)) { block.y += labelsAt(first + c); }
         else { block.x -= labelsAt(first + c) * ((logit - largest) - logTotal); }`,
        'vec4<f32>',
      )}
      let sums = sumOverRow(terms);
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
      ${softenRow('logits', '1.0', { keeps: true })}
      let total = select(sum, 1.0, sum == 0.0);
      ${sumOfClasses('label', 'block += labelsAt(first + c);')}
      let labelled = sumOverRow(vec4<f32>(label)).x;
      if (isBeyond) { return; }
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let difference = result[first + c] / total * labelled - labelsAt(first + c);
        result[first + c] = select(dyAt(row) * uniforms.scale * difference, 0.0, impossible(logitsAt(first + c)));
      }
    }
  `,
});
