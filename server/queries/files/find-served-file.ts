import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { fileKind } from "@/server/domain/file/file";
import type { Database } from "@/server/store/_postgres/db";
import { findFile, type PlacedFile } from "@/server/store/files/files";
import { maySeeFile } from "./get-file";

/** The bytes to serve. `bytes` null: their number is that of the store. */
export type ServedFile = { key: string; name: string; contentType: string; bytes: number | null };

type Wanted = { id: number; isPreview: boolean };

/** A file, or its preview, for a signed-in member; refuses what they may not see as not found. */
export async function findFileFor(
  { database }: { database: Database },
  caller: Caller,
  { id, isPreview }: Wanted,
): Promise<ServedFile> {
  const file = await findFile(database, { accountId: caller.accountId, id });
  if (!file || !maySeeFile(caller, file)) throw new Refusal("file.not_found");
  return servedOf(file, isPreview);
}

/** The same for an address whose signature was checked: `database` reaches all accounts. */
export async function findSignedFile(
  { database }: { database: Database },
  { id, isPreview }: Wanted,
): Promise<ServedFile> {
  const file = await findFile(database, { accountId: null, id });
  if (!file || file.isRemoved) throw new Refusal("file.not_found");
  return servedOf(file, isPreview);
}

/** The type of every preview. */
const PREVIEW_TYPE = "image/webp";

/** An image without a preview yet is served itself: a new picture is shown immediately. */
function servedOf(file: PlacedFile, isPreview: boolean): ServedFile {
  if (file.state !== "ready") throw new Refusal("file.not_found");
  const { name, contentType, bytes, key, previewKey } = file;
  const isOriginal = !isPreview || (previewKey === null && fileKind(contentType) === "image");
  if (isOriginal) return { key, name, contentType, bytes };
  if (previewKey === null) throw new Refusal("file.not_found");
  return { key: previewKey, name: `${name}.webp`, contentType: PREVIEW_TYPE, bytes: null };
}
