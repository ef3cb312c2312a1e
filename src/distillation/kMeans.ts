/**
 * Lloyd's k-means from a k-means++ start: the cluster of each point, and the sum of squared distances to the clusters'
 * means. No cluster is empty, since there are at least as many points as clusters.
 */
export function kMeans(points: ArrayLike<number>[], count: number, random: () => number) {
  let centres = start(points, count, random);
  let clusters: number[] = [];
  for (let iteration = 0; iteration < 100; iteration++) {
    const assigned = points.map((point) => nearest(point, centres));
    fillEmpty(points, assigned, centres);
    if (assigned.every((cluster, index) => cluster === clusters[index])) break;
    clusters = assigned;
    centres = centres.map((_, cluster) => meanOf(points.filter((_, index) => clusters[index] === cluster)));
  }
  const inertia = points.reduce((sum, point, index) => sum + squaredDistance(point, centres[clusters[index]]), 0);
  return { clusters, inertia };
}

/** Draws points one by one, each in proportion to its squared distance from those drawn before. */
function start(points: ArrayLike<number>[], count: number, random: () => number): ArrayLike<number>[] {
  const chosen = [Math.floor(random() * points.length)];
  const distances = points.map(() => Infinity);
  while (chosen.length < count) {
    const last = points[chosen[chosen.length - 1]];
    points.forEach((point, index) => {
      distances[index] = Math.min(distances[index], squaredDistance(point, last));
    });
    let rest = random() * distances.reduce((sum, distance) => sum + distance, 0);
    let next = points.findIndex((_, index) => !chosen.includes(index));
    for (const [index, distance] of distances.entries()) {
      if (distance > 0) next = index;
      rest -= distance;
      if (rest < 0) break;
    }
    chosen.push(next);
  }
  return chosen.map((index) => points[index]);
}

/** Gives each empty cluster the point farthest from its own centre among those not alone in their cluster. */
function fillEmpty(points: ArrayLike<number>[], clusters: number[], centres: ArrayLike<number>[]): void {
  const sizes = centres.map((_, cluster) => clusters.filter((other) => other === cluster).length);
  for (const [empty, size] of sizes.entries()) {
    if (size > 0) continue;
    const distances = points.map((point, index) =>
      sizes[clusters[index]] > 1 ? squaredDistance(point, centres[clusters[index]]) : -1,
    );
    const farthest = distances.indexOf(Math.max(...distances));
    sizes[clusters[farthest]]--;
    sizes[empty]++;
    clusters[farthest] = empty;
  }
}

const nearest = (point: ArrayLike<number>, centres: ArrayLike<number>[]): number => {
  const distances = centres.map((centre) => squaredDistance(point, centre));
  return distances.indexOf(Math.min(...distances));
};

function meanOf(points: ArrayLike<number>[]): number[] {
  return Array.from(points[0], (_, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += (a[axis] - b[axis]) ** 2;
  return sum;
}
