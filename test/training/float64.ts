/** Products in float64 by plain loops, to hold kernels against. */
export interface Matrix {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}

export function transposed({ rows, columns, values }: Matrix): Matrix {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  return { rows: columns, columns: rows, values: result };
}

export function product(a: Matrix, b: Matrix): number[] {
  const result: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.values[i * a.columns + k] * b.values[k * b.columns + j];
      result.push(sum);
    }
  }
  return result;
}

type Four = [number, number, number, number];

export interface Convolution {
  input: Four;
  filter: Four;
  output: Four;
  strides: [number, number];
  dilations: [number, number];
  padTop: number;
  padLeft: number;
}

type Values = ArrayLike<number>;

/** A convolution of x and a filter, and its gradients for both at dy. */
export function convolutionAndGradients(convolution: Convolution, x: Values, filter: Values, dy: Values) {
  const zeros = (shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { shape, values: new Array<number>(size).fill(0) };
  };
  const [y, dx, dFilter] = [zeros(convolution.output), zeros(convolution.input), zeros(convolution.filter)];
  forEachProduct(convolution, (i, f, o) => {
    y.values[o] += x[i] * filter[f];
    dx.values[i] += dy[o] * filter[f];
    dFilter.values[f] += dy[o] * x[i];
  });
  return { y, dx, dFilter };
}

/** Calls `visit` with the indices into input, filter and output of every product that a convolution sums. */
function forEachProduct(
  { input, filter, output, strides, dilations, padTop, padLeft }: Convolution,
  visit: (input: number, filter: number, output: number) => void,
): void {
  const [, height, width, channels] = input;
  const [filterHeight, filterWidth, , outputs] = filter;
  const [batch, outHeight, outWidth] = output;
  for (let b = 0; b < batch; b++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let tapY = 0; tapY < filterHeight; tapY++)
          for (let tapX = 0; tapX < filterWidth; tapX++) {
            const y = row * strides[0] + tapY * dilations[0] - padTop;
            const x = column * strides[1] + tapX * dilations[1] - padLeft;
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            for (let c = 0; c < channels; c++)
              for (let o = 0; o < outputs; o++)
                visit(
                  ((b * height + y) * width + x) * channels + c,
                  ((tapY * filterWidth + tapX) * channels + c) * outputs + o,
                  ((b * outHeight + row) * outWidth + column) * outputs + o,
                );
          }
}
