import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * tfjs-core registers its gradients only through a deep path that plain Node cannot import. This plugin bundles that
 * path and nothing else of tfjs-core: it includes the gradient functions and the few backward ops that are not public,
 * and redirects every other import to the public names of the installed `@tensorflow/tfjs-core`.
 */
export function tfjsGradients(): Plugin {
  const core = '@tensorflow/tfjs-core';
  const bundled = /(register_all_gradients|_grad|_grad_util|_backprop(_filter|_input)?)$/;
  const axisAndBroadcast = [
    'assertAndGetBroadcastShape',
    'checkPadOnDimRoundingMode',
    'computeOutAndReduceShapes',
    'eitherStridesOrDilationsAreOne',
    'expandShapeToKeepDim',
    'getAxesPermutation',
    'getReductionAxes',
    'getUndoAxesPermutation',
    'SELU_SCALE',
    'SELU_SCALEALPHA',
    'tupleValuesAreOne',
  ];
  const reexport = (namespace: string, names: string[]) =>
    `import { ${namespace} } from '${core}'; export const { ${names.join(', ')} } = ${namespace};`;
  const shims: Record<string, string> = {
    engine: `import { engine } from '${core}'; export const ENGINE = engine();`,
    // A gradient that tfjs-layers or the user has already registered stays.
    kernel_registry: `import * as core from '${core}';
      export const registerGradient = (config) => core.getGradient(config.kernelName) ?? core.registerGradient(config);`,
    tensor_util_env: `export const convertToTensor = (tensor) => tensor;`,
    util: reexport('util', ['assert', 'parseAxisParam', 'sizeFromShape']),
    slice_util: reexport('slice_util', ['parseSliceParams']),
    backend_util: reexport('backend_util', axisAndBroadcast),
  };
  const shimOf = (name: string) => (/^(axis|broadcast|conv|selu)_util$/.test(name) ? 'backend_util' : name);
  /** The backward ops check what the gradient functions pass them, all of which the forward op has checked. */
  const backwardOps = /[\\/]ops[\\/]\w+\.js$/;
  const unchecked = (code: string) =>
    code.replace(/^ *((util\.)?assert|(conv_util\.)?checkPadOnDimRoundingMode)\([\s\S]*?\);$/gm, '');
  /** `Abs` becomes 'Abs', its value, which is shorter than to import it. */
  const withKernelNames = (code: string) => {
    const [declaration, names] = code.match(/^import \{ (.+) \} from '\.\.\/kernel_names';$/m) ?? ['', '(?!)'];
    const name = new RegExp(`\\b(${names.replaceAll(', ', '|')})\\b`, 'g');
    return code.replace(declaration, '').replace(name, "'$1'");
  };
  /** These two gradients call chained ops (`x.reshape(...)`), which tfjs-core alone lacks. */
  const withChainedOps = /[\\/](GatherV2|Prod)_grad\.js$/;
  const unchained = (code: string) =>
    `import { reshape as reshapeOf, slice as sliceOf, split as splitOf } from '${core}';
    ${code.replace(/\b(x|dy|indices|stacked|permutedX|prodGrad)\.(reshape|slice|split)\(/g, '$2Of($1, ')}`;
  return {
    name: 'tfjs-gradients',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        if (!/tfjs-core.dist/.test(resolveDir)) return undefined;
        const name = path.slice(path.lastIndexOf('/') + 1);
        if (bundled.test(name)) return { path: `${join(resolveDir, path)}.js`, sideEffects: true };
        if (shimOf(name) in shims) return { path: shimOf(name), namespace: 'tfjs-shim' };
        return { path: core, external: true };
      });
      build.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: core, external: true }));
      build.onResolve({ filter: /^@tensorflow\/tfjs-core\/dist\// }, ({ path, resolveDir }) => {
        const folder = dirname(createRequire(join(resolveDir, 'index.js')).resolve(`${core}/package.json`));
        return { path: `${join(folder, path.slice(core.length + 1))}.js`, sideEffects: true };
      });
      build.onLoad({ filter: /tfjs-core[\\/]dist[\\/]/ }, async ({ path }) => {
        const code = withKernelNames(await readFile(path, 'utf8'));
        return {
          contents: withChainedOps.test(path) ? unchained(code) : backwardOps.test(path) ? unchecked(code) : code,
        };
      });
      build.onLoad({ filter: /.*/, namespace: 'tfjs-shim' }, ({ path }) => ({ contents: shims[path], loader: 'js' }));
    },
  };
}
