import { atomicAdd } from '../../../webgpu/wgsl/atomicAdd';
import { rounded } from '../../../webgpu/wgsl/rounded';
import { choice } from './choice';
import { placing, type TapConstants } from './taps';

export interface SampleConstants extends TapConstants {
  /** The number of channels that an invocation samples. */
  group: number;
  /** The number of fill values; a single one serves all channels. */
  fills: number;
}

const placeSample = (axes: number) => /* wgsl */ `
  let image = imageOf(sample);
  let point = pointOf(sample);
  var x = place(point.x, uniforms.width);
  var y = place(point.y, uniforms.height);
  ${axes === 3 ? 'var z = place(point.z, uniforms.depth);' : 'var z = Axis(); z.weight[0] = 1.0;'}
`;

/** For each sample and group of channels: for each tap, its weight and pixel; then `perTap`. */
const forTaps = ({ axes, group }: SampleConstants, begin: string, perTap: string, end: string) => /* wgsl */ `
  const GROUP = ${group};

  fn main(index: i32) {
    let sample = index / uniforms.groups;
    if (sample >= uniforms.allSamples) { return; }
    let firstChannel = (index - sample * uniforms.groups) * GROUP;
    let channels = min(GROUP, uniforms.channels - firstChannel);
    ${placeSample(axes)}
    ${begin}
    for (var k = 0; k < PLANES; k++) {
      for (var j = 0; j < TAPS; j++) {
        for (var i = 0; i < TAPS; i++) {
          let weight = z.weight[k] * y.weight[j] * x.weight[i];
          let pixel = pixelAt(image, z.index[k], y.index[j], x.index[i]);
          ${perTap}
        }
      }
    }
    ${end}
  }
`;

/** output[n] = Σ_taps weight · image[tap], with the fill for a missing image[tap]. */
export const sampling = (constants: SampleConstants, points: string) => /* wgsl */ `
  ${points}
  ${placing(constants)}
  ${fillAt(constants.fills)}
  ${forTaps(
    constants,
    'var sums = vec4<f32>();',
    `for (var c = 0; c < GROUP; c++) {
            if (pixel >= 0) { sums[c] += weight * imagesAt(pixel * uniforms.channels + firstChannel + c); }
            ${constants.fills === 0 ? '' : 'else { sums[c] += weight * fillAt(firstChannel + c); }'}
          }`,
    'for (var c = 0; c < channels; c++) { result[sample * uniforms.channels + firstChannel + c] = sums[c]; }',
  )}
`;

/** image[tap] += weight · dy[n]. */
export const scattering = (constants: ScatterConstants, points: string) => /* wgsl */ `
  ${points}
  ${placing(constants)}
  ${rounded}
  ${atomicAdd}
  ${constants.deterministic ? inOrder(constants) : forTaps(constants, origin, addToTap, '')}
`;

export interface ScatterConstants extends SampleConstants {
  /** Add in the order of the samples. */
  deterministic: boolean;
}

const origin = 'let origin = sample * uniforms.channels + firstChannel;';

const addToTap = /* wgsl */ `
  if (pixel < 0) { continue; }
  let to = pixel * uniforms.channels + firstChannel;
  for (var c = 0; c < channels; c++) { addTo(to + c, weight * dyAt(origin + c)); }
`;

/** The number of invocations of `inOrder`: for each row of the images and group of channels, one. */
export const perRow = ({ images, depth, height, groups }: Record<'images' | 'depth' | 'height' | 'groups', number>) =>
  images * depth * height * groups;

/** For each row of the images and group of channels, the taps in it, sample by sample. */
const inOrder = ({ axes, group }: SampleConstants) => /* wgsl */ `
  const GROUP = ${group};

  fn main(index: i32) {
    let rows = uniforms.depth * uniforms.height;
    let row = index / uniforms.groups % rows;
    let own = index / uniforms.groups / rows;
    if (own >= uniforms.images) { return; }
    let firstChannel = index % uniforms.groups * GROUP;
    let channels = min(GROUP, uniforms.channels - firstChannel);
    // A single image serves all examples.
    let end = select((own + 1) * uniforms.samples, uniforms.allSamples, own == uniforms.images - 1);
    for (var sample = own * uniforms.samples; sample < end; sample++) {
      ${placeSample(axes)}
      ${origin}
      for (var k = 0; k < PLANES; k++) {
        for (var j = 0; j < TAPS; j++) {
          if ((z.index[k] | y.index[j]) < 0 || z.index[k] * uniforms.height + y.index[j] != row) { continue; }
          for (var i = 0; i < TAPS; i++) {
            let weight = z.weight[k] * y.weight[j] * x.weight[i];
            let pixel = pixelAt(image, z.index[k], y.index[j], x.index[i]);
            ${addToTap}
          }
        }
      }
    }
  }
`;

/** The value of a missing pixel; a single one serves all channels. */
const fillAt = (fills: number) => choice('fillAt', 'fill', fills);

/**
 * dpoint = Σ_c Σ_taps ∂weight/∂point · (dy[n, c] · image[tap, c]), axis by axis: x within rows, y within planes, z.
 * Without a fill, missing pixels have no product with dy, even if that is infinite or NaN.
 */
export const pointGradient = (constants: TapConstants & { fills: number }, points: string) => /* wgsl */ `
  ${points}
  ${placing(constants)}
  ${fillAt(constants.fills)}

  fn productAt(pixel: i32, channel: i32, dy: f32) -> f32 {
    if (pixel >= 0) { return dy * imagesAt(pixel * uniforms.channels + channel); }
    return ${constants.fills === 0 ? '0.0' : 'dy * fillAt(channel)'};
  }

  fn blend(axis: Axis, values: array<f32, TAPS>) -> f32 {
    var taps = axis;
    var at = values;
    var sum = 0.0;
    for (var i = 0; i < TAPS; i++) { sum += taps.weight[i] * at[i]; }
    return sum;
  }

  /** Σ_taps derivative · (value − rest's value), exactly zero where all are equal. */
  fn slopeAlong(axis: Axis, values: array<f32, TAPS>) -> f32 {
    var taps = axis;
    var at = values;
    var sum = 0.0;
    for (var i = 0; i < TAPS; i++) {
      if (i != REST) { sum += taps.derivative[i] * (at[i] - at[REST]); }
    }
    return sum;
  }

  /** The part of the channels \`first\`, \`first + step\`, … */
  fn pointGradient(sample: i32, first: i32, step: i32) -> vec3<f32> {
    ${placeSample(constants.axes)}
    var along = vec3<f32>();
    for (var c = first; c < uniforms.channels; c += step) {
      let dy = dyAt(sample * uniforms.channels + c);
      var planes: array<f32, TAPS>;
      for (var k = 0; k < PLANES; k++) {
        var rows: array<f32, TAPS>;
        var inRows = 0.0;
        for (var j = 0; j < TAPS; j++) {
          var products: array<f32, TAPS>;
          for (var i = 0; i < TAPS; i++) {
            products[i] = productAt(pixelAt(image, z.index[k], y.index[j], x.index[i]), c, dy);
          }
          rows[j] = blend(x, products);
          inRows += y.weight[j] * slopeAlong(x, products);
        }
        planes[k] = blend(y, rows);
        along.x += z.weight[k] * inRows;
        along.y += z.weight[k] * slopeAlong(y, rows);
      }
      ${constants.axes === 3 ? 'along.z += slopeAlong(z, planes);' : ''}
    }
    // A gradient that does not pass is exactly zero.
    return vec3<f32>(
      select(0.0, along.x * x.slope, x.passes),
      select(0.0, along.y * y.slope, y.passes),
      select(0.0, along.z * z.slope, z.passes),
    );
  }
`;
