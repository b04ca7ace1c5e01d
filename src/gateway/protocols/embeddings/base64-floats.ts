const BYTES_PER_FLOAT = 4;

/** A vector as OpenAI's `encoding_format: "base64"` has it: 32-bit floats, little endian, one after the other. */
export function toBase64Floats(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * BYTES_PER_FLOAT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * BYTES_PER_FLOAT);
  return bytes.toString('base64');
}
