/// <reference types="vite/client" />
import { ref, shallowRef } from 'vue';
import desert from './desert.jpg';
import type { Picture } from './pixels';
import venice from './venice.jpg';

/** Larger photographs are reduced to this many pixels on their longer side. */
const longest = 264;

/** The photograph that all demos share. */
export const photograph = shallowRef<Picture>();
/** The picture whose style a photograph takes. */
export const style = shallowRef<Picture>();
export const problem = ref('');

/** Reads an image into `target`, which stays as it is if that fails. */
export async function load(source: Blob | string, target = photograph): Promise<void> {
  try {
    const blob = typeof source === 'string' ? await (await fetch(source)).blob() : source;
    const bitmap = await createImageBitmap(blob);
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((size) => Math.max(3, Math.round(scale * size)));
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0, width, height);
    target.value = { width, height, data: context.getImageData(0, 0, width, height).data };
    problem.value = '';
  } catch {
    const name = source instanceof File ? source.name : 'This file';
    problem.value = `${name} is not an image that this browser can read. The last photograph stays.`;
  }
}

export const loadDefault = () => Promise.all([load(venice), load(desert, style)]);

/** Shows a picture on a canvas of its size. */
export function draw(canvas: HTMLCanvasElement | null, picture: Picture | undefined): void {
  if (!canvas || !picture) return;
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(picture.data), picture.width), 0, 0);
}
