import type { MessageDto } from "@/server/contract/_shared/dto";
import type { MessageWithFiles } from "@/server/contract/file/file";

/** The cached pages of a conversation's files, newest first. Other properties of the cache are kept. */
type CachedFiles = { pages: { data: MessageWithFiles[]; nextCursor: string | null }[] };

/**
 * A list of files after an event or response with a message: a newer version replaces, a message without files leaves, one
 * with files takes its place by number. An older one that is not loaded is ignored.
 */
export function applyFiles<T extends CachedFiles>(list: T, seen: MessageDto): T {
  const known = list.pages.flatMap(({ data }) => data).find(({ id }) => id === seen.id);
  if (known ? known.version >= seen.version : !seen.attachments) return list;
  const { id, version, number, kind, createdAt, sender, attachments } = seen;
  const without = list.pages.map((page) => ({ ...page, data: page.data.filter((one) => one !== known) }));
  if (!attachments) return { ...list, pages: without };
  const message: MessageWithFiles = { id, version, number, kind, createdAt, sender, attachments };
  const at = without.findIndex(
    ({ data, nextCursor }) => nextCursor === null || (data.at(-1)?.number ?? 0) < number,
  );
  const pages = without.map((page, index) =>
    index === at ? { ...page, data: [...page.data, message].sort((a, b) => b.number - a.number) } : page,
  );
  return { ...list, pages };
}

/** All loaded messages with files, newest first. */
export const messagesWithFiles = (list: CachedFiles | undefined): MessageWithFiles[] =>
  (list?.pages ?? []).flatMap(({ data }) => data);
