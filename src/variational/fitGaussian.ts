/**
 * Fits a Gaussian with a full covariance to points, in float64, and returns its log density. If the points lie in a
 * subspace, the density is NaN.
 */
export function fitGaussian(points: readonly ArrayLike<number>[]): (z: ArrayLike<number>) => number {
  const dimensions = points[0].length;
  const axes = Array.from({ length: dimensions }, (_, axis) => axis);
  const average = (f: (point: ArrayLike<number>) => number) =>
    points.reduce((sum, point) => sum + f(point), 0) / points.length;
  const mean = axes.map((i) => average((point) => point[i]));
  const covariance = axes.map((i) => axes.map((j) => average((point) => (point[i] - mean[i]) * (point[j] - mean[j]))));
  const factor = cholesky(covariance);
  const logDeterminant = axes.reduce((sum, i) => sum + Math.log(factor[i][i]), 0);
  return (z) => {
    // The squared length of L⁻¹ (z − mean), by forward substitution.
    const standard: number[] = [];
    for (const i of axes) {
      const known = standard.reduce((sum, value, j) => sum + factor[i][j] * value, 0);
      standard.push((z[i] - mean[i] - known) / factor[i][i]);
    }
    const squared = standard.reduce((sum, value) => sum + value ** 2, 0);
    return -0.5 * (squared + dimensions * Math.log(2 * Math.PI)) - logDeterminant;
  };
}

/** L of A = L Lᵀ, lower triangular; NaN where A is not positive definite. */
function cholesky(a: number[][]): number[][] {
  const factor = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i][j];
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
      // A pivot within the rounding error of its row counts as 0.
      if (i === j) factor[i][i] = rest > 1e-12 * a[i][i] ? Math.sqrt(rest) : Number.NaN;
      else factor[i][j] = rest / factor[j][j];
    }
  }
  return factor;
}
