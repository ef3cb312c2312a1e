// maxPool, avgPool, maxPoolGrad, maxPoolTake, avgPoolGrad, each of a batch of images
//   x, v and dx are [batch, height, width, channels], y and dy [batch, outHeight, outWidth, channels]

import { Largest, LargestGradient, LargestGradientOfQuarters, Mean, MeanGradient, ValueAtLargest } from './pools';
import { areQuarters, ByChannels, visit, Windows } from './windows';

export { setWindows, windowsBytes } from './windows';

export function maxPool(windows: usize, x: usize, y: usize, batch: i32): void {
  visit(changetype<ByChannels<Largest>>(windows), x, 0, y, batch);
}

export function avgPool(windows: usize, x: usize, y: usize, batch: i32): void {
  visit(changetype<ByChannels<Mean>>(windows), x, 0, y, batch);
}

export function maxPoolTake(windows: usize, x: usize, v: usize, y: usize, batch: i32): void {
  visit(changetype<ByChannels<ValueAtLargest>>(windows), x, v, y, batch);
}

export function avgPoolGrad(windows: usize, dy: usize, dx: usize, batch: i32): void {
  clear(changetype<Windows>(windows), dx, batch);
  visit(changetype<MeanGradient>(windows), dx, 0, dy, batch);
}

export function maxPoolGrad(windows: usize, x: usize, dy: usize, dx: usize, batch: i32): void {
  if (areQuarters(changetype<Windows>(windows))) {
    visit(changetype<ByChannels<LargestGradientOfQuarters>>(windows), x, dx, dy, batch);
    return;
  }
  clear(changetype<Windows>(windows), dx, batch);
  visit(changetype<ByChannels<LargestGradient>>(windows), x, dx, dy, batch);
}

function clear(windows: Windows, dx: usize, batch: i32): void {
  memory.fill(dx, 0, <usize>batch * windows.height * windows.width * windows.channels * 4);
}
