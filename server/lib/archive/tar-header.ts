/** The unit of a tar archive, in bytes: a header is one block, and contents are padded to whole blocks. */
export const BLOCK_BYTES = 512;

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** Eleven octal digits: what the field of a tar archive can hold. */
export const ENTRY_BYTES_MAX = 8 ** 11 - 1;

export type TarEntry = { name: string; bytes: number };

/**
 * The header of a file of mode 0600 in a POSIX (ustar) archive, so that `tar -x` reads it too.
 * @throws RangeError when the name or the size does not fit.
 */
export function tarHeader({ name, bytes }: TarEntry, modifiedAt: Date): Buffer {
  if (bytes > ENTRY_BYTES_MAX) throw new RangeError(`${name} is larger than 8 GiB`);
  const block = Buffer.alloc(BLOCK_BYTES);
  const [prefix, rest] = splitName(name);
  block.write(rest, 0);
  writeOctal(block, 0o600, 100, 8);
  writeOctal(block, 0, 108, 8);
  writeOctal(block, 0, 116, 8);
  writeOctal(block, bytes, 124, 12);
  writeOctal(block, Math.floor(modifiedAt.getTime() / 1000), 136, 12);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  writeOctal(block, checksumOf(block), 148, 8);
  return block;
}

/** The entry that a header announces; `end` for the block of zeros after the last entry; null for anything else. */
export function readTarHeader(block: Buffer): TarEntry | "end" | null {
  if (block.length < BLOCK_BYTES) return null;
  if (block.every((byte) => byte === 0)) return "end";
  if (readOctal(block, 148, 8) !== checksumOf(block)) return null;
  const bytes = readOctal(block, 124, 12);
  if (bytes === null) return null;
  const prefix = readText(block, 345, PREFIX_BYTES);
  const rest = readText(block, 0, NAME_BYTES);
  return { name: prefix ? `${prefix}/${rest}` : rest, bytes };
}

/** How many zeros follow contents of this size. */
export const paddingOf = (bytes: number): number => (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;

function splitName(name: string): [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= NAME_BYTES) return ["", name];
  for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) {
    const parts: [string, string] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(parts[0]) <= PREFIX_BYTES && Buffer.byteLength(parts[1]) <= NAME_BYTES)
      return parts;
  }
  throw new RangeError(`the name ${name} is too long for a tar archive`);
}

/** The sum of all bytes, the checksum's own field counted as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

function writeOctal(block: Buffer, value: number, at: number, length: number): void {
  block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at);
}

function readOctal(block: Buffer, at: number, length: number): number | null {
  const text = readText(block, at, length).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

function readText(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString("utf8");
}
