import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { seededTensor } from 'diffblocks/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentLayer, type Network, styleLayers } from '../../examples/deepPhoto/network';
import { report, termsTable } from '../../examples/deepPhoto/report';
import { evaluate, restyle, type StageSettings, weightedSum } from '../../examples/deepPhoto/restyle';
import { disposeScene, type Pictures, prepare, type Scene } from '../../examples/deepPhoto/scene';

await selectBackend({ prefer: ['wasm'] });

const image = (seed: number, [height, width] = [12, 16]) =>
  seededTensor([height, width, 3], { seed, low: 0, high: 1 }) as tf.Tensor3D;

/** Sky above ground. */
const masks = ([height, width]: number[]) =>
  tf.tidy(() => {
    const sky = tf.concat([tf.ones([height / 2, width, 1]), tf.zeros([height / 2, width, 1])]);
    return tf.concat([sky, tf.sub(1, sky)], 2) as tf.Tensor3D;
  });

/** One convolution represents every layer. */
function smallNetwork(): Network {
  const filters = tf.keep(seededTensor([3, 3, 3, 4], { seed: 9, low: -1, high: 1 }) as tf.Tensor4D);
  return {
    visit(image, visitors) {
      const features = tf.relu(tf.conv2d(tf.expandDims<tf.Tensor4D>(image), filters, 1, 'same'));
      return Object.fromEntries(
        [...styleLayers, contentLayer].map((name) => [name, (visitors[name] ?? []).map((visit) => visit(features))]),
      );
    },
    masks: (masks) => styleLayers.map(() => tf.unstack(masks, 2).map((mask) => tf.expandDims(mask)) as tf.Tensor3D[]),
    units: { style: 1, content: 1 },
    dispose: () => filters.dispose(),
  };
}

describe('prepare', () => {
  const unused = () => {
    throw new Error('the network was used');
  };
  const network: Network = { visit: unused, masks: unused, units: { style: 1, content: 1 }, dispose: unused };
  const fitting = (): Pictures => ({
    photo: image(1),
    photoMasks: masks([12, 16]),
    style: image(2, [8, 10]),
    styleMasks: masks([8, 10]),
  });

  test.each([
    ['photo', image(1, [12, 14]), 'the masks of the photograph have the wrong size; expected 12,14; got 12,16'],
    ['photoMasks', masks([10, 16]), 'the masks of the photograph have the wrong size; expected 12,16; got 10,16'],
    ['style', image(2, [12, 16]), 'the masks of the style have the wrong size; expected 12,16; got 8,10'],
    ['styleMasks', masks([12, 16]), 'the masks of the style have the wrong size; expected 8,10; got 12,16'],
  ])('%s of the wrong size is rejected before anything is computed', async (name, other, message) => {
    await expect(prepare({ ...fitting(), [name]: other }, network)).rejects.toThrow(`deepPhoto: ${message}`);
  });

  test('a class with pixels in only one picture is rejected before anything is computed', async () => {
    const skyAlone = tf.concat([tf.ones([8, 10, 1]), tf.zeros([8, 10, 1])], 2) as tf.Tensor3D;
    await expect(prepare({ ...fitting(), styleMasks: skyAlone }, network)).rejects.toThrow(
      'checkSegments: class 1 has pixels in one image alone',
    );
  });
});

describe('restyle', () => {
  let pictures: Pictures;
  let network: Network;
  let scene: Scene;
  const weights = { style: 2, content: 0.5, matting: 30, variation: 0 };
  const settings = (): StageSettings => ({
    weights,
    evaluations: 12,
    enough: () => false,
    signal: new AbortController().signal,
    onStep: () => {},
  });

  beforeAll(async () => {
    network = smallNetwork();
    pictures = { photo: image(1), photoMasks: masks([12, 16]), style: image(2), styleMasks: masks([12, 16]) };
    scene = await prepare(pictures, network);
  });
  afterAll(() => {
    disposeScene(scene);
    network.dispose();
    tf.dispose({ ...pictures });
  });

  test.each([
    ['with every term but one', weights],
    ['without the matting term', { ...weights, matting: 0 }],
    ['with total variation', { ...weights, variation: 1 }],
  ])('%s, the reported terms times their weights sum to the loss', async (_, weights) => {
    const { image, loss, final, steps } = await restyle(scene, pictures.photo, { ...settings(), weights });
    expect(steps.length).toBeGreaterThan(5);
    expect(weightedSum(final, weights) / loss).toBeCloseTo(1, 5);
    const sums = steps.map(({ terms }) => weightedSum(terms, weights));
    expect(Math.min(...sums) / loss).toBeCloseTo(1, 5);
    expect(loss).toBeLessThan(sums[0]);
    for (const term of Object.values(final)) expect(term).toBeGreaterThan(0); // terms of weight 0 are reported too
    const lastCell = termsTable({ image: final }, [weights, weights]).match(/.*<td>([^<]*)</)?.[1];
    expect(Number(lastCell) / loss).toBeCloseTo(1, 3);
    image.dispose();
  });

  test('an image whose size differs from the photograph is rejected before the first step', async () => {
    const onStep = () => expect.unreachable('a step');
    const other = restyle(scene, image(1, [12, 14]), { ...settings(), onStep });
    await expect(other).rejects.toThrow('photorealismLoss: output has the wrong shape');
  });

  test('a stage interrupted before the first evaluation has no picture', async () => {
    const interrupted = restyle(scene, pictures.photo, { ...settings(), signal: AbortSignal.abort() });
    await expect(interrupted).rejects.toThrow('interrupted before the first step');
  });

  test('an interrupted stage returns the best image so far, and the report says so', async () => {
    const before = await evaluate(pictures.photo, scene);
    const controller = new AbortController();
    const first = await restyle(scene, pictures.photo, {
      ...settings(),
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    expect(first.reason).toBe('interrupted');
    const { findings, figures } = await report([{ name: 'boats', pictures, before, first }], [weights, weights]);
    expect(findings.map(({ label }) => label)).toEqual([
      'boats, without the matting term',
      'boats, with the matting term',
    ]);
    expect(findings[0].value).toMatch(/^style loss \d\S* times lower, \d evaluations, interrupted$/);
    expect(findings[1].value).toBe('interrupted before it started');
    expect(figures.join('')).not.toMatch(/NaN|<p>with the/);
    first.image.dispose();
  });
});
