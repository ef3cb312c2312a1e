// read:  x[c..c + 3] for v128, (x[c], 0, 0, 0) for f32, c a channel of a pixel
// add:   x[c..] += value, as many channels

/** Four channels, or one in the first lane. */
export function read<Lanes>(address: usize): v128 {
  return sizeof<Lanes>() === 16 ? v128.load(address) : v128.load32_zero(address);
}

/** Adds to the channels at an address. */
export function add<Lanes>(address: usize, value: v128): void {
  const sum = f32x4.add(read<Lanes>(address), value);
  if (sizeof<Lanes>() === 16) v128.store(address, sum);
  else v128.store_lane<f32>(address, sum, 0);
}
