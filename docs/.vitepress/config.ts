import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig, type MarkdownRenderer } from 'vitepress';
import { areas } from '../../build/areas';
import { digits } from './digits';

const docs = join(import.meta.dirname, '..');

/** The address of each public name in the API, read from the headings that TypeDoc wrote. */
const addresses = new Map(
  (existsSync(join(docs, 'api')) ? readdirSync(join(docs, 'api')) : []).flatMap((file) =>
    [...readFileSync(join(docs, 'api', file), 'utf8').matchAll(/^## (\w+).* \{#(.+)\}$/gm)].map(
      ([, name, anchor]): [string, string] => [name, `/api/${file}#${anchor}`],
    ),
  ),
);

const page = (text: string, link: string): DefaultTheme.SidebarItem => ({ text, link });

export default defineConfig({
  title: 'diffblocks',
  description: 'Differentiable building blocks on TensorFlow.js',
  themeConfig: {
    search: { provider: 'local' },
    outline: 2,
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Five minutes', '/guide'),
          page('Where it runs', '/where-it-runs'),
          page('Playground', '/playground'),
          page('Conventions', '/conventions'),
          page('From PyTorch, Kornia, TFP', '/coming-from'),
        ],
      },
      {
        text: 'Areas',
        items: [
          page('Style', '/style'),
          page('Matting', '/matting'),
          page('Distillation', '/distillation'),
          page('Variational autoencoders', '/variational'),
          page('Spatial transformers', '/spatial'),
          page('Registration', '/registration'),
          page('Reverse classification accuracy', '/rca'),
          page('Layers', '/layers'),
          page('Optimizers', '/optimize'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Papers: equation by equation', '/api/papers'),
          page('Capabilities', '/capabilities'),
          page('Weights of style losses', '/style-conventions'),
          page('Memory', '/memory'),
          page('WebGPU', '/webgpu'),
          page('Measure your GPU', '/measure'),
          page('Faults of tfjs', '/tfjs-faults'),
          page('Test against the fixtures', '/fixtures'),
        ],
      },
      { text: 'API', items: areas.map((area) => page(`diffblocks/${area}`, `/api/${area}`)) },
      {
        text: 'Reports',
        items: [
          page('Distillation on MNIST', '/reports/distillation'),
          page('Autoencoders on MNIST', '/reports/vae'),
          page('RCA on MR images', '/reports/rca'),
          page('Distorted digits', '/distorted-digits'),
        ],
      },
    ],
  },
  // The index of the search, which is loaded when somebody searches, is one file.
  vite: {
    plugins: [digits],
    build: { chunkSizeWarningLimit: 2000 },
    resolve: { alias: [{ find: /^diffblocks\/(\w+)$/, replacement: join(docs, '../src/$1/index.ts') }] },
    worker: { format: 'es' },
    // Found late, a dependency would reload the page.
    optimizeDeps: {
      include: [
        'core',
        'core/dist/register_all_gradients',
        'layers',
        'backend-cpu',
        'backend-wasm',
        'backend-webgpu',
      ].map((name) => `@tensorflow/tfjs-${name}`),
    },
  },
  markdown: { config: linkPublicNames },
});

/** Makes each public name in `code` a link to the API, except in headings and links. */
function linkPublicNames(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('public-names', ({ tokens, Token }) => {
    for (const [index, token] of tokens.entries()) {
      if (!token.children || tokens[index - 1].type === 'heading_open') continue;
      let links = 0;
      token.children = token.children.flatMap((child) => {
        if (child.type === 'link_open') links++;
        if (child.type === 'link_close') links--;
        const address = child.type === 'code_inline' && links === 0 && addresses.get(child.content);
        if (!address) return [child];
        const open = new Token('link_open', 'a', 1);
        open.attrs = [['href', address]];
        return [open, child, new Token('link_close', 'a', -1)];
      });
    }
  });
}
