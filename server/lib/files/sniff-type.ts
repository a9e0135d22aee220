import { fileTypeFromBuffer } from "file-type";

/** So many of the first bytes decide the type. */
export const SNIFFED_BYTES = 4_100;

export async function sniffType(head: Uint8Array, _name: string): Promise<string> {
  return (await fileTypeFromBuffer(head))?.mime ?? "application/octet-stream";
}
