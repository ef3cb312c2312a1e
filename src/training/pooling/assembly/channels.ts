// Lanes v128:  (x[c], x[c + 1], x[c + 2], x[c + 3]);  Lanes f32:  (x[c], 0, 0, 0);  c a channel of a pixel

export function read<Lanes>(address: usize): v128 {
  return sizeof<Lanes>() === 16 ? v128.load(address) : v128.load32_zero(address);
}

export function write<Lanes>(address: usize, value: v128): void {
  if (sizeof<Lanes>() === 16) v128.store(address, value);
  else v128.store_lane<f32>(address, value, 0);
}

export function add<Lanes>(address: usize, value: v128): void {
  write<Lanes>(address, f32x4.add(read<Lanes>(address), value));
}

/** to += factor · from, all channels of a pixel. */
export function addScaled(to: usize, factor: v128, from: usize, pixelBytes: usize): void {
  const end = from + pixelBytes;
  for (; from + 16 <= end; from += 16, to += 16) add<v128>(to, f32x4.mul(factor, read<v128>(from)));
  for (; from < end; from += 4, to += 4) add<f32>(to, f32x4.mul(factor, read<f32>(from)));
}
