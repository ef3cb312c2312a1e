/** Looks at the bits, since drivers may take NaN and infinity for numbers. */
export const finite = /* wgsl */ `
  fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
`;
