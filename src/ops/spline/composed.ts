import {
  add,
  cast,
  concat,
  diag,
  equal,
  fill,
  log,
  mul,
  ones,
  reshape,
  slice,
  split,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { vjp } from '../../engine/vjp';
import { matrixProduct } from '../matrixProduct';
import { solve } from '../solve/solve';

export interface SplineAttributes {
  /** The coordinates y of the rows of the output, and x of its columns. */
  coordinates: readonly [y: Float32Array, x: Float32Array];
  regularization: number;
}

type Inputs = Record<'target' | 'source', Tensor>;

/** The largest number of basis values at a time. */
const MOST = 2 ** 22;

/**
 * The splines, computed a few rows at a time, because a basis of all pixels would be `points` times as large as the
 * result.
 */
export function composed(inputs: Inputs, attributes: SplineAttributes): Tensor {
  const blocks = blocksOf(inputs.target as Tensor3D, attributes).map(({ coordinates }) =>
    splinesAt(inputs, { ...attributes, coordinates }),
  );
  return blocks.length === 1 ? blocks[0] : concat(blocks, 1);
}

/** The gradients for target and source, side by side: [batch, points, 4]. */
export function composedGrad({ dy, ...inputs }: Inputs & { dy: Tensor }, attributes: SplineAttributes): Tensor {
  const [batch, points] = inputs.source.shape;
  if (batch === 0) return zeros([0, points, 4]);
  const blocks = blocksOf(inputs.target as Tensor3D, attributes).map(({ first, coordinates }) => {
    const slopes = slice(dy, [0, first, 0, 0], [-1, coordinates[0].length, -1, -1]);
    const f = (target: Tensor, source: Tensor) => splinesAt({ target, source }, { ...attributes, coordinates });
    const [forTarget, forSource] = vjp(f, [inputs.target, inputs.source], slopes);
    // Points shared by all examples get one gradient, placed at the first example.
    const others = zeros([batch - inputs.target.shape[0], points, 2]);
    return concat([others.size > 0 ? concat([forTarget, others], 0) : forTarget, forSource], 2);
  });
  return blocks.reduce((total, block) => add(total, block));
}

function blocksOf({ shape: [, points] }: Tensor3D, { coordinates: [ys, xs] }: SplineAttributes) {
  const rows = Math.max(1, Math.floor(MOST / (points * xs.length)));
  return Array.from({ length: Math.ceil(ys.length / rows) }, (_, block) => ({
    first: block * rows,
    coordinates: [ys.slice(block * rows, (block + 1) * rows), xs] as const,
  }));
}

function splinesAt({ target, source }: Inputs, attributes: SplineAttributes): Tensor {
  const [ys, xs] = attributes.coordinates;
  const [batch, points] = source.shape;
  if (batch === 0) return zeros([0, ys.length, xs.length, 2]);
  const values = sub(source, target);
  const pixels = ys.length * xs.length;
  const places = new Float32Array(2 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    places[2 * pixel] = xs[pixel % xs.length];
    places[2 * pixel + 1] = ys[Math.floor(pixel / xs.length)];
  }
  const positions = tensor2d(places, [pixels, 2]);
  const systems = target.shape[0];
  const parts = Array.from({ length: systems }, (_, index) => {
    const control = reshape(slice(target, [index, 0, 0], [1, -1, -1]), [points, 2]) as Tensor2D;
    const own = systems === 1 ? values : slice(values, [index, 0, 0], [1, -1, -1]);
    const coefficients = splineCoefficients(control, own as Tensor3D, attributes.regularization);
    return matrixProduct(coefficients, splineBasis(positions, control));
  });
  const splines = parts.length === 1 ? parts[0] : concat(parts, 0);
  return transpose(reshape(splines, [batch, 2, ys.length, xs.length]), [0, 2, 3, 1]);
}

/** [wᵀ, aᵀ] [2 batch, points + 3] of the splines with `values` [batch, points, 2] at the control points. */
function splineCoefficients(control: Tensor2D, values: Tensor3D, regularization: number): Tensor2D {
  const [batch, points] = values.shape;
  const left = splineBasis(control, control);
  const right = concat([transpose(slice(left, [points, 0], [3, points])), zeros([3, 3])], 0);
  const diagonal = concat([fill([points], regularization), zeros([3])]) as Tensor1D;
  const system = add(concat([left, right], 1), diag(diagonal)) as Tensor2D;
  const columns = reshape(transpose(values, [1, 0, 2]), [points, 2 * batch]);
  return transpose(solve(system, concat([columns, zeros([3, 2 * batch])], 0) as Tensor2D));
}

/** [Φ; Pᵀ]. The column of a position p holds φ(|p − t_k|) for each k, then 1, x and y. */
function splineBasis(positions: Tensor2D, control: Tensor2D): Tensor2D {
  const coordinates = transpose(positions);
  const [x, y] = split(coordinates, 2, 0);
  const [controlX, controlY] = split(control, 2, 1);
  const squares = add(square(sub(x, controlX)), square(sub(y, controlY)));
  // r² log r = ½ r² log r². At r = 0 the logarithm would make it NaN.
  const atZero = noGradient(() => cast(equal(squares, 0), 'float32'));
  const radial = mul(mul(squares, 0.5), log(add(squares, atZero)));
  return concat([radial, ones([1, positions.shape[0]]), coordinates], 0) as Tensor2D;
}
