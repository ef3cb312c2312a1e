import * as tf from '@tensorflow/tfjs-core';
import fixture from '../../fixtures/segmentationMetrics.json';

type Form = 'pooled' | 'symmetric' | 'maximum';
type Statistic = 'average' | 'rootMeanSquare' | 'hausdorff' | 'hausdorff95';

interface MetricCase {
  name: string;
  predicted: { values: number[]; shape: number[] };
  truth: { values: number[]; shape: number[] };
  classes: number;
  spacing: number[];
  tolerance: number;
  dice: number[];
  jaccard: number[];
  distances: Record<Form, Record<Statistic, number>>[];
  surfaceDice: number[];
}

export const { source } = fixture;
export const cases = fixture.cases as MetricCase[];

export const decode = ({ values, shape }: { values: number[]; shape: number[] }) => tf.tensor(values, shape, 'int32');
