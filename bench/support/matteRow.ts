import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { closedFormMatte } from 'diffblocks/matting';
import { PNG } from 'pngjs';
import type { Row } from './row';

/** pymatting's lemur at a tenth of its size. The repository does not contain it. */
const folder = fileURLToPath(new URL('../../../shared/lemur', import.meta.url));
const [height, width] = [44, 68];

/** The sparse products of SciPy's conjugate gradients, which take 566 iterations at scale 6. */
const work = (scale: number) => ({ flops: 2 * 25 * height * width * scale ** 2 * 566 });

/** The matte of the lemur, `scale` times as large in each direction. */
export function matteRow(scale: number): Row {
  const title = `closedFormMatte, lemur × ${scale} (PyTorch: SciPy's cg with the diagonal as preconditioner)`;
  if (!existsSync(folder)) {
    return { title, work: work(scale), skip: `${folder} does not exist`, prepare: () => ({ ours: () => [] }) };
  }
  const read = (name: string) => PNG.sync.read(readFileSync(`${folder}/${name}.png`)).data;
  const colours = [...read('image')].filter((_, index) => index % 4 < 3);
  const grey = [...read('trimap')].filter((_, index) => index % 4 === 0);
  const size: [number, number] = [height * scale, width * scale];
  return {
    title,
    work: work(scale),
    prepare() {
      const [image, trimap] = tf.tidy(() => {
        const photo = tf.div(tf.tensor3d(colours, [height, width, 3]), 255) as tf.Tensor3D;
        const map = tf.div(tf.tensor3d(grey, [height, width, 1]), 255) as tf.Tensor3D;
        return [
          tf.image.resizeBilinear(photo, size, false, true),
          tf.image.resizeNearestNeighbor(map, size, false, true),
        ] as const;
      });
      return { ours: () => closedFormMatte(image, trimap) };
    },
    torch: {
      prepare: `
import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import LinearOperator, cg
from torch.nn.functional import interpolate
size = (${size.join(', ')})
image = torch.tensor(${JSON.stringify(colours)}).reshape(${height}, ${width}, 3).permute(2, 0, 1)[None].double() / 255
image = interpolate(image, size=size, mode='bilinear')[0].numpy()
trimap = torch.tensor(${JSON.stringify(grey)}).reshape(1, 1, ${height}, ${width}).double() / 255
trimap = interpolate(trimap, size=size, mode='nearest').numpy().ravel()
view = np.lib.stride_tricks.sliding_window_view
windows = view(image, (3, 3), (1, 2)).transpose(1, 2, 3, 4, 0).reshape(-1, 9, 3)
pixels = view(np.arange(trimap.size).reshape(size), (3, 3)).reshape(-1, 9)
colours = windows - windows.mean(1, keepdims=True)
inverse = np.linalg.inv(colours.swapaxes(1, 2) @ colours + 1e-7 * np.eye(3))
values = np.eye(9) - 1 / 9 - colours @ inverse @ colours.swapaxes(1, 2)
rows, columns = np.repeat(pixels, 9, 1).ravel(), np.tile(pixels, 9).ravel()
known = 100.0 * ((trimap >= 0.9) | (trimap <= 0.1))
matrix = (sparse.csr_matrix((values.ravel(), (rows, columns))) + sparse.diags(known)).tocsr()
diagonal = matrix.diagonal()
jacobi = LinearOperator(matrix.shape, lambda r: r / diagonal)
def solve():
    return cg(matrix, 100.0 * (trimap >= 0.9), tol=1e-7, maxiter=5000, M=jacobi)`,
      run: 'solve()',
    },
    rounds: scale > 1 ? 5 : undefined,
  };
}
