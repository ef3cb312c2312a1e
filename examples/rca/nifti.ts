import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

export interface Volume {
  /** Slices, rows and columns: z, y and x of the file. */
  size: [depth: number, height: number, width: number];
  /** The size of a voxel along z, y and x, in millimetres. */
  spacing: [number, number, number];
  values: Float32Array;
}

const readers: Record<number, [bytes: number, read: (view: DataView, at: number, little: boolean) => number]> = {
  2: [1, (view, at) => view.getUint8(at)],
  4: [2, (view, at, little) => view.getInt16(at, little)],
  8: [4, (view, at, little) => view.getInt32(at, little)],
  16: [4, (view, at, little) => view.getFloat32(at, little)],
  64: [8, (view, at, little) => view.getFloat64(at, little)],
  256: [1, (view, at) => view.getInt8(at)],
  512: [2, (view, at, little) => view.getUint16(at, little)],
};

/** A volume of a NIfTI-1 file, compressed or not: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h */
export async function readNifti(file: string): Promise<Volume> {
  const stored = await readFile(file);
  const bytes = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true) === 348;
  if (!little && view.getInt32(0, false) !== 348) throw new Error(`${file} is not a NIfTI-1 file`);
  const dimensions = Array.from({ length: 8 }, (_, k) => view.getInt16(40 + 2 * k, little));
  if (dimensions[0] < 3 || dimensions.slice(4, dimensions[0] + 1).some((n) => n > 1)) {
    throw new Error(`${file} is not a single volume: it has dimensions ${dimensions.slice(1, dimensions[0] + 1)}`);
  }
  const [width, height, depth] = dimensions.slice(1, 4);
  const type = view.getInt16(70, little);
  if (!(type in readers)) throw new Error(`${file} has voxels of type ${type}, which this reader does not know`);
  const [bytesPerVoxel, read] = readers[type];
  const spacing = [3, 2, 1].map((axis) => Math.abs(view.getFloat32(76 + 4 * axis, little)));
  const offset = view.getFloat32(108, little);
  const slope = view.getFloat32(112, little) || 1;
  const intercept = view.getFloat32(116, little);
  const values = Float32Array.from(
    { length: width * height * depth },
    (_, k) => slope * read(view, offset + bytesPerVoxel * k, little) + intercept,
  );
  return { size: [depth, height, width], spacing: spacing as Volume['spacing'], values };
}
