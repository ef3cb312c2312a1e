import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type KernelCall, typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { rowReductions } from '../../webgpu/wgsl/rows';
import { sumLastAxisWebgpu } from '../sumLastAxis/webgpu';
import type { MattingAttributes } from './composedWindows';
import { colourModel, type WindowConstants, windowPixels, windowStatistics } from './wgsl/window';

const windowCount = ({ shape: [, height, width] }: TensorInfo, { radius }: MattingAttributes) =>
  (height - 2 * radius) * (width - 2 * radius);

/** The part of the arguments of `webgpuKernel` that all programs here share. */
const ofImage = {
  constants: ({ image }: { image: TensorInfo }, { radius }: MattingAttributes): WindowConstants => ({
    colours: image.shape[0],
    radius,
  }),
  floats: (_: object, { epsilon }: MattingAttributes) => ({ epsilon }),
};

const sizeOf = ({ shape: [, height, width] }: TensorInfo) => ({ height, width });

/** W by Gram–Schmidt of the unit vectors u in the inner product Σ_i (u·D_i)(v·D_i) + ε u·v. */
export const windowsWebgpu = /* @__PURE__ */ webgpuKernel<'image', MattingAttributes, WindowConstants>({
  name: 'mattingWindows',
  inputs: ['image'],
  output: ({ image: { shape } }, { radius }) => [
    shape[0],
    shape[0] + 1,
    ...shape.slice(1).map((size) => size - 2 * radius),
  ],
  ...ofImage,
  integers: ({ image }) => sizeOf(image),
  invocations: ({ image }, attributes) => windowCount(image, attributes),
  code: (constants) => /* wgsl */ `
    ${windowPixels(constants)}

    fn write(window: i32, vector: i32, colour: vec3<f32>) {
      for (var k = 0; k < COLOURS; k++) { result[(k * (COLOURS + 1) + vector) * windowCount() + window] = colour[k]; }
    }

    fn main(window: i32) {
      if (window >= windowCount()) { return; }
      var mean = vec3<f32>();
      for (var n = 0; n < PIXELS; n++) { mean += fromCentre(window, n); }
      mean = mean / f32(PIXELS);
      write(window, 0, mean);
      var u = vec3<f32>(1.0, 0.0, 0.0);
      var v = vec3<f32>(0.0, 1.0, 0.0);
      var w = vec3<f32>(0.0, 0.0, 1.0);
      for (var vector = 1; vector <= COLOURS; vector++) {
        var products = uniforms.epsilon * vec3<f32>(dot(u, u), dot(u, v), dot(u, w));
        for (var n = 0; n < PIXELS; n++) {
          let d = fromCentre(window, n) - mean;
          products += dot(u, d) * vec3<f32>(dot(u, d), dot(v, d), dot(w, d));
        }
        write(window, vector, u / sqrt(products.x));
        let next = v - products.y / products.x * u;
        w = w - products.z / products.x * u;
        u = next;
        v = w;
      }
    }
  `,
});

type Inputs = 'image' | 'windows' | 'x';

const ofChannels = ({ image, x }: Record<Inputs, TensorInfo>) => ({ ...sizeOf(image), channels: x.shape[2] });

/** The slopes and the mean of every window, [channels, K + 1, windows]. */
const models = /* @__PURE__ */ webgpuKernel<Inputs, MattingAttributes, WindowConstants>({
  name: 'mattingModels',
  inputs: ['image', 'windows', 'x'],
  output: ({ image, x }, attributes) => [x.shape[2], image.shape[0] + 1, windowCount(image, attributes)],
  ...ofImage,
  integers: ofChannels,
  invocations: ({ image, x }, attributes) => windowCount(image, attributes) * x.shape[2],
  code: (constants) => /* wgsl */ `
    ${windowPixels(constants)}
    ${windowStatistics(constants)}
    ${colourModel}
    fn main(index: i32) {
      let window = index % windowCount();
      let channel = index / windowCount();
      if (channel >= uniforms.channels) { return; }
      let model = fit(window, channel);
      let first = channel * (COLOURS + 1);
      for (var k = 0; k < COLOURS; k++) { result[(first + k) * windowCount() + window] = model.slopes[k]; }
      result[(first + COLOURS) * windowCount() + window] = model.mean;
    }
  `,
});

/** (L x)_i = Σ_{k∋i} r_{k,i}, the residuals of pixel i in the windows k that contain it; with dy, times 2 dy. */
const residuals = <Factor extends string = never>(name: string, factors: readonly Factor[]) =>
  webgpuKernel<Inputs | 'models' | Factor, MattingAttributes, WindowConstants>({
    name,
    inputs: ['image', 'windows', 'x', 'models', ...factors],
    output: ({ x }) => x.shape,
    ...ofImage,
    integers: ofChannels,
    code: (constants) => /* wgsl */ `
    ${windowPixels(constants)}
    ${windowStatistics(constants)}
    ${colourModel}
    fn valueAt(index: i32) -> f32 {
      let channel = index % uniforms.channels;
      let pixel = index / uniforms.channels;
      let y = pixel / uniforms.width;
      let x = pixel % uniforms.width;
      var sum = 0.0;
      for (var n = 0; n < PIXELS; n++) {
        let row = y - n / SIDE;
        let column = x - n % SIDE;
        if (row < 0 || row >= uniforms.height - 2 * RADIUS || column < 0 || column >= windowColumns()) { continue; }
        let window = row * windowColumns() + column;
        let first = channel * (COLOURS + 1);
        var slopes = vec3<f32>();
        for (var k = 0; k < COLOURS; k++) { slopes[k] = modelsAt((first + k) * windowCount() + window); }
        let mean = modelsAt((first + COLOURS) * windowCount() + window);
        sum += residual(window, n, channel, Model(slopes, mean));
      }
      return ${factors.length > 0 ? '2.0 * dyAt(0) * sum' : 'sum'};
    }
  `,
  });

const applied = /* @__PURE__ */ residuals('mattingApply', []);
const energySlopes = /* @__PURE__ */ residuals('mattingEnergyGrad', ['dy']);

/** Σ_k (Σ_{i∈k} r_{k,i}² + ε |a_k|²) over the windows and channels of each workgroup. */
const energies = /* @__PURE__ */ webgpuKernel<Inputs, MattingAttributes, WindowConstants>({
  name: 'mattingEnergies',
  inputs: ['image', 'windows', 'x'],
  output: ({ image, x }, attributes) => [Math.ceil((windowCount(image, attributes) * x.shape[2]) / WORKGROUP)],
  ...ofImage,
  integers: ofChannels,
  invocations: ({ image, x }, attributes) => windowCount(image, attributes) * x.shape[2],
  code: (constants) => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    ${windowPixels(constants)}
    ${windowStatistics(constants)}
    ${colourModel}
    fn main(index: i32) {
      let window = index % windowCount();
      let channel = index / windowCount();
      var energy = 0.0;
      if (channel < uniforms.channels) {
        let model = fit(window, channel);
        energy += uniforms.epsilon * dot(model.slopes, model.slopes);
        for (var n = 0; n < PIXELS; n++) {
          let r = residual(window, n, channel, model);
          energy += r * r;
        }
      }
      let sum = sumOverRow(vec4<f32>(energy)).x;
      if (index % LANES == 0 && index / LANES < uniforms.size) { result[index / LANES] = sum; }
    }
  `,
});

/** L_ii = Σ_{k∋i} (1 − 1/|w| − |W_k D_i|²). Only rounding can make a term negative. */
const diagonal = /* @__PURE__ */ webgpuKernel<'image' | 'windows', MattingAttributes, WindowConstants>({
  name: 'mattingDiagonal',
  inputs: ['image', 'windows'],
  output: ({ image }) => image.shape.slice(1),
  ...ofImage,
  integers: ({ image }) => sizeOf(image),
  code: (constants) => /* wgsl */ `
    ${windowPixels(constants)}
    ${windowStatistics(constants)}
    fn valueAt(index: i32) -> f32 {
      let y = index / uniforms.width;
      let x = index % uniforms.width;
      var sum = 0.0;
      for (var n = 0; n < PIXELS; n++) {
        let row = y - n / SIDE;
        let column = x - n % SIDE;
        if (row < 0 || row >= uniforms.height - 2 * RADIUS || column < 0 || column >= windowColumns()) { continue; }
        let window = row * windowColumns() + column;
        let d = deviation(window, n);
        var term = 1.0 - 1.0 / f32(PIXELS);
        for (var vector = 1; vector <= COLOURS; vector++) {
          let along = dot(statistic(window, vector), d);
          term -= along * along;
        }
        sum += max(term, 0.0);
      }
      return sum;
    }
  `,
});

type Tensors<Input extends string> = Record<Input | 'image' | 'windows', TensorInfo>;
type Call<Input extends string> = KernelCall<Tensors<Input>, MattingAttributes>;

/** Runs `programs` on the windows given, or on those computed here if they come from a backend without them. */
function withWindows<Input extends string>(call: Call<Input>, programs: (call: Call<Input>) => TensorInfo) {
  const { attrs, backend } = call;
  const { image, windows } = call.inputs;
  if (!windows.shape.includes(0)) return programs(call);
  return disposing(backend, windowsWebgpu({ inputs: { image }, attrs, backend }), (computed) =>
    programs({ ...call, inputs: { ...call.inputs, windows: computed } }),
  );
}

export const applyWebgpu = /* @__PURE__ */ typedKernel<Record<Inputs, TensorInfo>, MattingAttributes>((given) =>
  withWindows<Inputs>(given, (call) =>
    disposing(call.backend, models(call), (ofWindows) =>
      applied({ ...call, inputs: { ...call.inputs, models: ofWindows } }),
    ),
  ),
);

/** 2 dy L x. */
export const energyGradWebgpu = /* @__PURE__ */ typedKernel<Record<Inputs | 'dy', TensorInfo>, MattingAttributes>(
  (given) =>
    withWindows<Inputs | 'dy'>(given, (call) =>
      disposing(call.backend, models(call), (ofWindows) =>
        energySlopes({ ...call, inputs: { ...call.inputs, models: ofWindows } }),
      ),
    ),
);

export const energyWebgpu = /* @__PURE__ */ typedKernel<Record<Inputs, TensorInfo>, MattingAttributes>((given) =>
  withWindows<Inputs>(given, (call) =>
    disposing(call.backend, energies(call), (x) =>
      sumLastAxisWebgpu({ inputs: { x }, attrs: { factor: 1 }, backend: call.backend }),
    ),
  ),
);

export const diagonalWebgpu = /* @__PURE__ */ typedKernel<Record<'image' | 'windows', TensorInfo>, MattingAttributes>(
  (given) => withWindows<never>(given, diagonal),
);
