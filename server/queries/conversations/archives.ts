import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ArchiveDto } from "@/server/contract/deletion/archive";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { idOf, type Page, pageById, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import {
  type ArchiveFilter,
  findArchive,
  pageArchives,
} from "@/server/store/archives/archived-conversations";

const reachOf = ({ accountId, inboxIds }: Caller) => ({
  accountId,
  inboxIds: inboxIds === "all" ? null : inboxIds,
});

export type ArchiveQuery = ArchiveFilter & { cursor?: string | null | undefined; limit: number };

/**
 * What people type: the conversation's number, with or without `#`, or part of the contact's name. Without it a number may be either: a
 * channel names a customer by their phone until it knows more.
 */
export function archiveFilterOf(search: string): ArchiveFilter {
  const [, sign, number] = /^(#?)(\d{1,15})$/.exec(search) ?? [];
  if (number === undefined) return search === "" ? {} : { contactName: search };
  return { displayId: Number(number), ...(sign === "" && { contactName: number, isEither: true }) };
}

/** Archived conversations of the inboxes that the caller may see, the newest first. Administrators only. */
export async function listArchives(
  db: Db,
  caller: Caller,
  { cursor, limit, ...filter }: ArchiveQuery,
): Promise<Page<ArchiveDto>> {
  administratorsOnly(caller);
  const page = { ...filter, before: idOf(cursor), limit: limit + 1 };
  const found = await pageArchives(db, reachOf(caller), page);
  return pageById(found, limit, await readAsOf(db, caller.accountId));
}

/** One of them. Administrators only. */
export async function getArchive(
  db: Db,
  caller: Caller,
  { archiveId }: { archiveId: number },
): Promise<ArchiveDto> {
  administratorsOnly(caller);
  const archive = await findArchive(db, reachOf(caller), archiveId);
  if (!archive) throw new Refusal("archive.not_found");
  return archive;
}
