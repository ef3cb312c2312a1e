import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the files of a folder, and nothing else: any other address is 404. */
export async function serve(folder: string): Promise<{ base: string; close(): void }> {
  const server = createServer(async ({ url }, response) => {
    const [path] = url!.split('?');
    const content = await readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).catch(
      () => undefined,
    );
    response.writeHead(content ? 200 : 404, { 'Content-Type': types[extname(path)] ?? 'text/html' });
    response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
