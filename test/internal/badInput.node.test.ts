import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';
import { endless, holes } from '../support/oddValues';
import { calls, functions, laplacian, logits, x } from '../support/validCalls';

const { first, later, mutual } = endless();
const gone = x(2, 3);
gone.dispose();

const bad: Record<string, unknown[]> = {
  'a primitive': [null, undefined, Number.NaN, Infinity, -1, 0, 1.5, 3n, true, 'x', '', Symbol('s')],
  'a number of the wrong size': [2 ** 31, 2 ** 53, 1e20, 1e308, 1e-46, 1e-300, -1e308],
  'an object': [
    () => 1,
    () => undefined,
    {},
    Object.create(null),
    new Map([[1, 2]]),
    new Date(0),
    Promise.resolve(logits),
  ],
  'a list': [
    [],
    [[], []],
    [null],
    ['a'],
    [[['a']]],
    [Symbol('s')],
    [1, [2]],
    [[1, 2], [3]],
    [-1, 2],
    [1.5, 2],
    [1, 2, 3, 4],
  ],
  'a list with an entry that is not a number': [
    [2n, 2n],
    [Number.NaN, 2],
    [undefined, 2],
    [() => 1, 2],
    [{}, 2],
    [[{}]],
    [new Date(0)],
  ],
  'a list that contains itself': [first, later, mutual, [first], [1, first], [[1, 2], later]],
  'a list with holes': [
    holes(undefined, 2),
    holes(2, undefined),
    holes(undefined, undefined),
    [holes(undefined, 2)],
    [[1, 2], holes(1, undefined)],
  ],
  'a huge size': [[2 ** 31, 2 ** 31], [65536, 65536], [2 ** 53, 1], [1e308, 1e308], [Infinity, 1], new Array(2 ** 31)],
  'a name of an object': [
    ['__proto__'],
    ['constructor'],
    ['toString'],
    'constructor',
    '__proto__',
    { constructor: 1 },
    JSON.parse('{"__proto__": 1}'),
  ],
  'a proxy': [new Proxy({}, {}), new Proxy([1, 2], {}), new Proxy(() => 1, {})],
  'a tensor of another shape': [
    ...[x(), x(3), x(5, 7), x(2, 3, 3), x(1, 3, 3, 2), x(2, 3, 3, 5), x(1, 2, 2, 2, 1), x(1, 1, 1, 1, 1, 2)],
    ...[x(1, 2, 1, 2, 1, 1, 2), x(2, 1, 1, 1, 1, 1, 2, 3)],
    ...[x(0), x(0, 3), x(2, 0), x(3, 3, 0), x(0, 3, 3, 2), x(2, 0, 3, 2), x(2, 3, 3, 0)],
  ],
  'a tensor of another kind': [
    ...[gone, tf.tensor(['a', 'b']), tf.tensor1d([true, false], 'bool'), tf.zeros([2, 3, 3, 2], 'int32')],
    ...[{ dataId: {}, shape: [2, 3], dtype: 'float32' }, Object.create(tf.Tensor.prototype)],
  ],
  'a typed array': [
    new Float32Array(4),
    new Float64Array(4),
    new Uint8Array(4),
    new BigInt64Array(2),
    new DataView(new ArrayBuffer(8)),
    new ArrayBuffer(8),
  ],
};

/** Every call with one thing wrong: an argument, an entry of an argument, or an option. */
function wrongCalls([given, options]: [unknown[], Record<string, unknown>?], value: unknown): unknown[][] {
  const all = options ? [...given, options] : given;
  return all.flatMap((argument, index) => {
    const isRecord = argument !== laplacian && Object.getPrototypeOf(argument) === Object.prototype;
    const entries = isRecord ? Object.keys(argument as object) : [];
    const records = entries.map((key) => ({ ...(argument as object), [key]: value }));
    return [value, ...records].map((wrong) => all.map((kept, other) => (other === index ? wrong : kept)));
  });
}

/** The names in errors, if they differ from that of the function. */
const errorNames: Record<string, string> = {
  'checkpoint(f)': 'checkpoint',
  'mattingLaplacian.apply': 'MattingLaplacian.apply',
  'mattingLaplacian.energy': 'MattingLaplacian.energy',
  'randomFilterBank()': 'randomFilterBank',
  'layersFeatures()': 'layersFeatures',
};

test('every public function is in this table', () => {
  const missing = Object.keys(functions).filter((name) => !(name in calls));
  // Classes, two functions without arguments, a record of functions, and functions whose own tests cover bad arguments:
  // testFixture trusts the contents of a fixture, and some calls here, such as a burn-in of 2³¹, would run for years.
  const classes = ['ArgumentError', 'LbfgsState', 'MattingLaplacian'];
  const others = ['backendReport', 'bernoulliObjective', 'tensorMatchers', 'testFixture'];
  const chains = ['hamiltonianMonteCarlo', 'marginalLikelihood'];
  expect(missing.sort()).toEqual([...classes, ...others, ...chains].sort());
});

/** A failure of the subject under test, not of the arguments. */
const verdict =
  /^(gradcheck|gradgradcheck|expectTensorsClose|expectNoLeak|forEachBackend: \d+ of \d+ backends failed|selectBackend: no backend starts)/;

/** A MattingLaplacian, a Registration and the like. */
const ownsTensors = (result: unknown): result is { dispose(): void } => typeof Object(result).dispose === 'function';

function disposeOf(result: unknown): void {
  const { state } = Object(result); // of lbfgs
  if (ownsTensors(state)) state.dispose();
  if (ownsTensors(result)) result.dispose();
  else tf.dispose(result as tf.TensorContainer);
}

const active = tf.getBackend();

for (const [name, call] of Object.entries(calls)) {
  const f = functions[name] as (...given: unknown[]) => unknown;
  for (const [kind, values] of Object.entries(bad)) {
    test(`${name} rejects ${kind} with an ArgumentError, or accepts it, and leaves no tensor behind`, async () => {
      const before = tf.memory().numTensors;
      for (const given of values.flatMap((value) => wrongCalls(call, value))) {
        try {
          disposeOf(await f(...given));
        } catch (error) {
          const { message } = error as Error;
          const isArgumentError = error instanceof ArgumentError;
          if (!isArgumentError) expect(message).toMatch(verdict);
          else expect(message).toMatch(new RegExp(`^${errorNames[name] ?? name}: [^;]+; expected [^;]+; got `));
          expect(message.length).toBeLessThan(500);
        }
        expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
        if (tf.getBackend() !== active) await tf.setBackend(active);
      }
    });
  }
}

for (const [name, [given, options]] of Object.entries(calls).filter(([, [, options]]) => options)) {
  test(`${name} rejects options that are not an object or have an unknown name, and the row has all`, async () => {
    const f = functions[name] as (...given: unknown[]) => unknown;
    const before = tf.memory().numTensors;
    const refusal = async (wrong: unknown) => {
      try {
        await f(...given, wrong);
      } catch (error) {
        expect(error).toBeInstanceOf(ArgumentError);
        expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
        return (error as Error).message;
      }
      return 'none';
    };
    for (const [wrong, got] of [
      [null, 'null'],
      [5, '5'],
      ['x', "'x'"],
      [[], '[]'],
      [logits, 'a float32 tensor of shape [2, 3]'],
    ]) {
      expect(await refusal(wrong)).toMatch(
        new RegExp(`^${name}: options is not an object; expected \\{[\\w, ]+\\}; got `),
      );
      expect((await refusal(wrong)).endsWith(`; got ${got}`)).toBe(true);
    }
    const [, names] = /expected \{(.+)\}; got/.exec((await refusal(null)) ?? '')!;
    expect(names.split(', ').sort()).toEqual(Object.keys(options!).sort());
    for (const option of Object.keys(options!)) {
      const wrong = `${option}s`;
      expect(await refusal({ ...options, [wrong]: undefined })).toMatch(
        new RegExp(`^${name}: unknown option '${wrong}'; expected [\\w, ]*${option}[\\w, ]*; got '${wrong}'$`),
      );
    }
  });
}
