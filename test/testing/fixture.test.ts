import { expect, test } from 'vitest';
import { contentLoss } from '../../src/style';
import { type FixtureName, fixture, testFixture } from '../../src/testing';

test('fixture loads reference cases, which testFixture runs', async () => {
  const loaded = await fixture('contentLoss');
  expect(loaded.function).toBe('contentLoss');
  expect(Object.keys(loaded.cases[0].inputs)).toEqual(['generated', 'target']);
  await testFixture(loaded, ({ generated, target }, options) => contentLoss(generated, target, options));
});

test.each([
  ['contentloss', "'contentLoss', 'softDiceLoss', 'styleLoss'"],
  ['bilinearsampler', "'bilinearSampler', 'trilinearSampler', 'bicubicSampler'"],
])('fixture names those nearest to %s', async (name, nearest) => {
  await expect(fixture(name as FixtureName)).rejects.toThrow(
    `fixture: unknown name; expected one such as ${nearest}; got '${name}'`,
  );
});

test.each([undefined, 3, '', 'constructor', '../gramMatrix'])('fixture refuses %j', async (name) => {
  await expect(fixture(name as FixtureName)).rejects.toThrow(/^fixture: unknown name; expected one such as '/);
});

test('the names of fixtures are a type', () => {
  // @ts-expect-error: not a name
  fixture('gramMatrices').catch(() => {});
});
