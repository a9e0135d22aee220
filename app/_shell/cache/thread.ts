import type { MessageDto } from "@/server/contract/_shared/dto";

export type MessagePage = { data: MessageDto[]; hasMore: boolean; asOf: string };
/** A cached thread: `pages[0]` is the newest; each page is ordered by number. */
type CachedThread = { pages: MessagePage[] };

/**
 * A thread after an event or response with a message: a newer version replaces, the next number is appended, an older one
 * that is not loaded is ignored. "gap" when messages in between are missing: refetch the thread.
 */
export function applyMessage<T extends CachedThread>(thread: T, seen: MessageDto): T | "gap" {
  const known = thread.pages.flatMap((page) => page.data).find((message) => message.id === seen.id);
  if (known) {
    if (known.version >= seen.version) return thread;
    const pages = thread.pages.map((page) => ({
      ...page,
      data: page.data.map((m) => (m === known ? seen : m)),
    }));
    return { ...thread, pages };
  }
  const [newest, ...older] = thread.pages;
  if (!newest) return thread;
  const last = newest.data.at(-1)?.number ?? 0;
  if (seen.number <= last) return thread;
  if (seen.number > last + 1) return "gap";
  return { ...thread, pages: [{ ...newest, data: [...newest.data, seen] }, ...older] };
}

/** All loaded messages in order of number. */
export const messagesOf = (thread: CachedThread | undefined): MessageDto[] =>
  (thread?.pages ?? []).toReversed().flatMap((page) => page.data);
