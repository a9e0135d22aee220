import type { Caller } from "@/server/contract/_shared/caller";
import { fileNameOf } from "@/server/domain/message/file";
import { seal } from "@/server/lib/crypto/seal";
import { newFileKey } from "@/server/lib/files/file-store";
import { type FileRow, insertFile } from "@/server/store/files/files";
import { insertFailedFile, type Receiving } from "./receive-file";

const URL_CHARS_MAX = 2_048;

/** What the address of a file is sealed for. */
export const sourcePurpose = (accountId: number): string => `file source of account ${accountId}`;

/**
 * A file at an address of another server. Its row is `pending`, and can be attached at once; the worker fetches it under the
 * address policy of webhooks. Something that is no address of http or https is `failed`, as `address_refused`. Without a name it
 * has that of the address.
 */
export function fetchLater(
  { database, now }: Pick<Receiving, "database" | "now">,
  caller: Pick<Caller, "accountId" | "actor">,
  { name, url: text }: { name: string; url: string },
): Promise<FileRow> {
  const url = parseUrl(text);
  const named = name || (url ? lastSegment(url) : "");
  if (!url) return insertFailedFile({ database, now }, caller, { name: named, failure: "address_refused" });
  const { accountId, actor: creator } = caller;
  return insertFile(database, {
    accountId,
    creator,
    name: fileNameOf(named),
    key: newFileKey(),
    state: "pending",
    sourceUrl: seal(url.href, sourcePurpose(accountId)),
    now: now(),
  });
}

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
