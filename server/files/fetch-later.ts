import type { Caller } from "@/server/contract/_shared/caller";
import { fileNameOf } from "@/server/domain/message/file";
import { newFileKey } from "@/server/lib/files/file-store";
import { type FileRow, insertFile } from "@/server/store/files/files";
import { type ChannelFile, type FileSource, sealSource } from "./file-source";
import { insertFailedFile, type Receiving } from "./receive-file";

const URL_CHARS_MAX = 2_048;

type Inserting = Pick<Receiving, "database" | "now">;
type Owner = Pick<Caller, "accountId" | "actor">;

/**
 * A file at an address of another server. Its row is `pending`, and can be attached at once; the worker fetches it under the
 * address policy of webhooks. Something that is no address of http or https is `failed`, as `address_refused`. Without a name it
 * has that of the address.
 */
export function fetchLater(
  inserting: Inserting,
  caller: Owner,
  { name, url: text }: { name: string; url: string },
): Promise<FileRow> {
  const url = parseUrl(text);
  const named = name || (url ? lastSegment(url) : "");
  if (!url) return insertFailedFile(inserting, caller, { name: named, failure: "address_refused" });
  return insertPending(inserting, caller, { name: named, source: { url: url.href } });
}

/** The same for a customer's file that the inbox's channel could not fetch yet. */
export const fetchFromChannelLater = (
  inserting: Inserting,
  caller: Owner,
  { name, channel }: { name: string; channel: ChannelFile },
): Promise<FileRow> => insertPending(inserting, caller, { name, source: { channel } });

const insertPending = (
  { database, now }: Inserting,
  { accountId, actor: creator }: Owner,
  { name, source }: { name: string; source: FileSource },
): Promise<FileRow> =>
  insertFile(database, {
    accountId,
    creator,
    name: fileNameOf(name),
    key: newFileKey(),
    state: "pending",
    sourceUrl: sealSource(accountId, source),
    now: now(),
  });

function parseUrl(text: string): URL | null {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

function lastSegment({ pathname }: URL): string {
  const segment = pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign
  }
}
