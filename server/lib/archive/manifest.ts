import { z } from "zod";
import { StartFailure } from "@/server/lib/process/start-failure";

/** The unit of a tar archive, in bytes: a header is one block, and contents are padded to whole blocks. */
export const BLOCK_BYTES = 512;

/** How many zeros follow contents of this size. */
export const paddingOf = (bytes: number): number => (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;

/** The last two entries of an archive: what it contains, and the digest of that list. */
export const MANIFEST = "manifest.json";
export const MANIFEST_DIGEST = "manifest.sha256";

export const archivePart = z.object({
  name: z.string(),
  bytes: z.number().int().min(0),
  /** In hexadecimal digits, of the part as it lies in the archive. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** One entry of an archive. */
export type ArchivePart = z.infer<typeof archivePart>;

export const archiveManifest = z.object({ parts: z.array(archivePart) });

/** What cannot be read, by the name of the part; the message is a sentence for the operator. */
export class DamagedArchive extends StartFailure {
  readonly part: string;
  constructor(part: string, fault: string) {
    super(`the archive is damaged: ${part} ${fault}`);
    this.part = part;
  }
}
