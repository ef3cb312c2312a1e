/** Tests the bits, since drivers may treat NaN and infinity as ordinary numbers. */
export const finite = /* wgsl */ `
  fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
`;
