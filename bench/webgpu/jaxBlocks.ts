import type { Formula, Jax, JaxArray } from '../support/jax';

/** The formulas of blocks, of their inputs and then their constants. */
export const jaxBlocks = ({ numpy: np, nn }: Jax): Record<string, (shapes: number[][]) => Formula> => ({
  softmaxWithTemperature: () => (logits) => nn.softmax(logits.div(4), -1),

  distillationLoss:
    ([[batch]]) =>
    (student, teacher) => {
      const [logQ, logP] = [student, teacher].map((logits) => nn.logSoftmax(logits.div(4), -1));
      return np.exp(logP.ref).mul(logP.sub(logQ)).sum().mul(16 / batch); // biome-ignore format: one formula
    },

  'elbo, Bernoulli':
    ([[batch]]) =>
    (logits, mean, logVariance, x) => {
      const likelihood = x.mul(logits.ref).sub(nn.softplus(logits)).sum();
      const divergence = np.exp(logVariance.ref).add(np.square(mean)).sub(logVariance).sub(1).sum().mul(0.5);
      return likelihood.sub(divergence).div(batch);
    },

  bilinearSampler:
    ([[batch, height, width, channels], [, rows, columns]]) =>
    (images, grid) => {
      const pixels = images.reshape([batch * height * width, channels]);
      const ofGrid = (axis: number, size: number) =>
        grid.ref.slice([], [], [], axis).add(1).mul(size / 2).sub(0.5); // biome-ignore format: one formula
      const [x, y] = [ofGrid(0, width), ofGrid(1, height)];
      grid.dispose();
      const [left, top] = [np.floor(x.ref), np.floor(y.ref)];
      const [toRight, toBottom] = [x.sub(left.ref), y.sub(top.ref)];
      const first = np.arange(batch).astype(np.float32).mul(height * width).reshape([batch, 1, 1]); // biome-ignore format: one formula
      const tap = (row: JaxArray, column: JaxArray, weight: JaxArray) => {
        const inside = [row, column].map((at, axis) => {
          const size = [height, width][axis];
          return np.where(at.ref.greaterEqual(0), np.where(at.ref.less(size), 1, 0), 0);
        });
        const place = first.ref.add(np.clip(row, 0, height - 1).mul(width)).add(np.clip(column, 0, width - 1));
        const values = pixels.ref.slice(place.astype(np.int32).reshape([batch * rows * columns]));
        const share = weight.mul(inside[0].mul(inside[1]));
        return values.mul(share.reshape([batch * rows * columns, 1]));
      };
      const others = [toRight, toBottom].map((share) => share.ref.neg().add(1));
      const taps = [
        tap(top.ref, left.ref, others[1].ref.mul(others[0].ref)),
        tap(top.ref, left.ref.add(1), others[1].mul(toRight.ref)),
        tap(top.ref.add(1), left.ref, toBottom.ref.mul(others[0])),
        tap(top.add(1), left.add(1), toBottom.mul(toRight)),
      ];
      first.dispose();
      pixels.dispose();
      return taps.reduce((sum, values) => sum.add(values)).reshape([batch, rows, columns, channels]);
    },
});
