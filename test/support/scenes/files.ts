import { createHash, randomUUID } from "node:crypto";
import type { Caller } from "@/server/contract/_shared/caller";
import { newFileKey } from "@/server/lib/files/file-store";
import { type FileRow, insertFile, saveStored } from "@/server/store/files/files";
import type { World } from "./world";

/** A stored file that its uploader has attached to nothing. Its bytes are only said to be in a store. */
export async function addFile(
  { database, clock }: Pick<World, "database" | "clock">,
  { accountId, actor }: Pick<Caller, "accountId" | "actor">,
  name = "photo.png",
  given: Partial<Pick<FileRow, "contentType" | "bytes">> = {},
): Promise<FileRow> {
  const { now } = clock;
  const { id } = await insertFile(database, {
    accountId,
    creator: actor,
    name,
    key: newFileKey(),
    state: "uploading",
    now,
  });
  const sha256 = createHash("sha256").update(randomUUID()).digest("hex");
  const stored = await saveStored(database, accountId, {
    id,
    contentType: "image/png",
    bytes: 1_234,
    ...given,
    sha256,
    isInspected: false,
    now,
  });
  if (!stored) throw new Error("the file was deleted");
  return stored;
}
