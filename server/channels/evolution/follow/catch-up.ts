import type { EvolutionInbox } from "@/server/channels/evolution/receive/evolution-inbox";
import { storeMissed } from "@/server/channels/evolution/receive/store-missed";
import type { EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { type MessagePage, readMessages } from "@/server/channels/evolution/server/messages";
import { saveCaughtUp } from "@/server/store/inboxes/caught-up";

const PAGE_SIZE = 50;

type CatchingUp = { api: EvolutionApi; since: Date; pagesMax: number; signal: AbortSignal };

/** `isDone`: everything since then is stored. Otherwise the next run goes on where this one ended. */
export type CaughtUp = { isDone: boolean; until: Date; stored: number };

/** The messages of the server cannot be read now. */
export class SearchFailed extends Error {
  override readonly name = "SearchFailed";
}

/**
 * Stores what an instance has received and sent since a time, and what became of it: the oldest first, each once, at most
 * `pagesMax` pages. After each page the inbox is known to be complete up to it, so that a process that stops in between loses nothing.
 * Throws `SearchFailed`, and what the database throws.
 */
export async function catchUp(
  inbox: EvolutionInbox,
  { api, since, pagesMax, signal }: CatchingUp,
): Promise<CaughtUp> {
  const { services, accountId, inboxId, settings } = inbox;
  // A fixed end keeps the pages as they are while messages come in. Versions before 2.2 ignore both times.
  const times = { gte: since.toISOString(), lte: services.now().toISOString() };
  const where = { messageTimestamp: times };
  const read = async (page: number): Promise<MessagePage> => {
    const found = await readMessages(api, settings, { where, page, size: PAGE_SIZE });
    if ("failed" in found) throw new SearchFailed(found.failed);
    return found;
  };
  const first = await read(1);
  const { total } = first;
  let until = since;
  let stored = 0;
  let left = pagesMax;
  for (let page = await lastSince(read, first, since); page >= 1; page--) {
    if (left-- === 0 || signal.aborted) return { isDone: false, until, stored };
    const found = await read(page);
    // Messages that came meanwhile have moved some to a page that was read already: the next run finds them.
    if (found.total !== total) return { isDone: false, until, stored };
    const messages = found.messages.filter((one) => one.messageTimestamp >= since).toReversed();
    stored += await storeMissed(inbox, messages);
    const newest = messages.at(-1)?.messageTimestamp;
    if (newest && newest > until && newest <= services.now()) until = newest;
    await saveCaughtUp(services.database, accountId, { inboxId, until });
  }
  return { isDone: true, until, stored };
}

/** The last page with a message since a time: pages begin with the newest. 0: none has one. */
async function lastSince(
  read: (page: number) => Promise<MessagePage>,
  first: MessagePage,
  since: Date,
): Promise<number> {
  const reaches = ({ messages }: MessagePage) => messages.some((one) => one.messageTimestamp >= since);
  if (!reaches(first)) return 0;
  let low = 1;
  let high = first.pages;
  if (high > 1 && reaches(await read(high))) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(await read(middle))) low = middle;
    else high = middle;
  }
  return low;
}
