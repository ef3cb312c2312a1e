/** An attribute of an ONNX node: an integer of at least 0, or several. */
export type Attribute = number | number[];

const FLOAT = 1;
const [INTEGER, INTEGERS] = [2, 7];

/** The bytes of an ONNX model with one node, whose float32 inputs are a, b, ... and whose output is y. */
export function onnxModel(
  op: string,
  shapes: number[][],
  output: number[],
  attributes: Record<string, Attribute> = {},
) {
  const names = shapes.map((_, index) => String.fromCharCode(97 + index));
  const node = [
    ...names.flatMap((name) => text(1, name)),
    ...text(2, 'y'),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) => {
      const values = Array.isArray(value) ? value.flatMap((one) => integer(8, one)) : integer(3, value);
      return field(5, [...text(1, name), ...values, ...integer(20, Array.isArray(value) ? INTEGERS : INTEGER)]);
    }),
  ];
  const graph = [
    ...field(1, node),
    ...text(2, op),
    ...names.flatMap((name, index) => field(11, tensorInfo(name, shapes[index]))),
    ...field(12, tensorInfo('y', output)),
  ];
  return Uint8Array.from([...integer(1, 8), ...field(7, graph), ...field(8, [...text(1, ''), ...integer(2, 17)])]);
}

function tensorInfo(name: string, shape: number[]): number[] {
  const dimensions = field(
    2,
    shape.flatMap((size) => field(1, integer(1, size))),
  );
  return [...text(1, name), ...field(2, field(1, [...integer(1, FLOAT), ...dimensions]))];
}

// Fields of a protobuf message: a number with a type, then an integer, or the length of the bytes that follow.

const integer = (number: number, value: number): number[] => [...varint(number << 3), ...varint(value)];

const field = (number: number, bytes: number[]): number[] => [
  ...varint((number << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
];

const text = (number: number, value: string): number[] => field(number, [...new TextEncoder().encode(value)]);

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
