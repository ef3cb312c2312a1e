import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import tar from 'tar-fs';

const execute = promisify(execFile);

export interface Project {
  folder: string;
  /** Runs a file of the project in its own Node process, and returns its output. */
  node(file: string, ...options: string[]): Promise<string>;
  write(files: Record<string, string>): Promise<void>;
}

/** An empty project with the packed tarball and the named `@tensorflow` packages installed, and nothing else. */
export async function emptyProject(packages: string[], files: Record<string, string> = {}): Promise<Project> {
  const folder = await mkdtemp(join(await workspace, 'project-'));
  await mkdir(join(folder, 'node_modules/@tensorflow'), { recursive: true });
  await cp(await unpacked, join(folder, 'node_modules/diffblocks'), { recursive: true });
  for (const name of packages) {
    const installed = resolve('node_modules/@tensorflow', name);
    await symlink(installed, join(folder, 'node_modules/@tensorflow', name), 'dir');
  }
  const write = async (contents: Record<string, string>) => {
    for (const [name, content] of Object.entries(contents)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  };
  await write({ 'package.json': '{ "private": true }', ...files });
  const node = async (file: string, ...options: string[]) => {
    const { stdout } = await execute(process.execPath, [...options, file], { cwd: folder, encoding: 'utf8' });
    return stdout.trim();
  };
  return { folder, node, write };
}

/** The folder of the tarball and the projects; `cleanUp` removes it. */
const workspace = mkdtemp(join(tmpdir(), 'diffblocks-'));

export const cleanUp = async () => rm(await workspace, { recursive: true, force: true });

/** The unpacked tarball that npm would publish. */
export const unpacked: Promise<string> = pack();

async function pack(): Promise<string> {
  const folder = await workspace;
  const contents = join(folder, 'contents');
  await pipeline(createReadStream(await packTo(folder)), createGunzip(), tar.extract(contents));
  await rename(join(contents, 'package'), join(folder, 'diffblocks'));
  return join(folder, 'diffblocks');
}

/** Packs the tarball into a folder, and returns its path. */
export async function packTo(folder: string): Promise<string> {
  await execute('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    shell: process.platform === 'win32',
  });
  return join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz'))!);
}
