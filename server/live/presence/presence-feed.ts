import { randomUUID } from "node:crypto";
import { maySee } from "@/server/contract/_shared/caller";
import { isAbout } from "@/server/contract/event/reduce";
import type { PresentAt } from "@/server/contract/live/frame";
import { coalesce, throttle } from "@/server/lib/async/semaphore";
import { eventOf } from "@/server/live/feeds/list-steps";
import { type Reader, visibilityOf } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import type { Database } from "@/server/store/_postgres/db";
import { listDisplayedPlaces } from "@/server/store/conversations/conversation-places";
import type { LogRow } from "@/server/store/events/log/event-log";
import { createPresenceBook, type PresenceBook, type Present } from "./presence-book";
import { type PresenceReport, presenceMessages } from "./presence-messages";

/** The shortest interval between two updates to readers and other processes, in ms. */
const EVERY_MS = 150;
/** The interval at which a process repeats its report, in ms. */
const REPEAT_MS = 10_000;
/** A browser repeats its topic request at least this often, in ms; a sleeping one does not. */
const VIEWED_MS = 100_000;

export type PresenceFeedOptions = {
  accountId: number;
  database: Database;
  /** A clock that is never set back, in ms. */
  steadyMs: () => number;
  onError: (error: unknown) => void;
  /** Every open stream of the account. */
  readers: ReadonlySet<Reader>;
  /** Those that are at the log's head. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
  write: (reader: Reader, message: Buffer) => void;
  /** Sends a message to every other process. */
  broadcast: (message: string) => void;
};

/** Sends an account's readers who views which conversation, in this and other processes. Presence is not stored. */
export type PresenceFeed = {
  /** Handles a new reader, or one whose topics or rights changed. */
  sendInitialState(reader: Reader): void;
  leave(reader: Reader): void;
  type(entry: Present, isTyping: boolean): void;
  /** Takes rows of the log: a moved conversation changes who may see its presence. */
  take(rows: readonly LogRow[]): void;
  /** Applies another process's report. */
  applyReport(report: PresenceReport): void;
  /** Called every few seconds. */
  beat(): void;
};

/** The presence of a conversation as last sent. */
type RenderedPresence = { inboxId: number; text: string };

export function createPresenceFeed(options: PresenceFeedOptions): PresenceFeed {
  const { accountId, steadyMs: nowMs, onError, readers, broadcast } = options;
  const book = createPresenceBook(nowMs);
  const from = randomUUID(); // one id per feed, not per process: an account's feed may close and open again
  const send = (report: Parameters<typeof presenceMessages>[1]) =>
    presenceMessages({ accountId, from }, report).forEach(broadcast);
  const { inboxesOf, evict } = createInboxCache(options);
  const sender = createSender(options, book);
  let end: ReturnType<typeof setTimeout> | undefined;
  let sentAt = nowMs();

  const refresh = coalesce(async () => {
    const viewed = viewedBy(readers, nowMs() - VIEWED_MS);
    const inboxes = await inboxesOf(viewed.map(({ displayId }) => displayId));
    const own = viewed.flatMap(({ reader: { caller }, displayId }): Present[] => {
      const inboxId = inboxes.get(displayId);
      const isSeen = inboxId !== undefined && maySee(caller, { inboxId });
      return isSeen && caller.userId !== null ? [{ displayId, inboxId, userId: caller.userId }] : [];
    });
    send(book.setOwn(own));
    sender.send();
    clearTimeout(end);
    const endsAt = book.endsAt();
    if (endsAt !== null) end = setTimeout(soon.schedule, endsAt - nowMs() + 1).unref();
  });
  const soon = throttle(EVERY_MS, () => void refresh().catch(onError));
  send({ isRequest: true });

  return {
    sendInitialState(reader) {
      sender.sendInitialState(reader);
      soon.schedule();
    },
    leave(reader) {
      sender.leave(reader);
      soon.schedule();
    },
    type(entry, isTyping) {
      book.type(entry, isTyping);
      soon.schedule();
    },
    take(rows) {
      const moved = rows.filter(({ type }) => type === "conversation.moved").map(eventOf);
      for (const event of moved) if (isAbout(event, "conversation")) evict(event.data.displayId);
      if (moved.length > 0) soon.schedule();
    },
    applyReport(report) {
      book.applyReport(report.from, report);
      for (const entry of report.typing) book.type(entry, true);
      for (const entry of report.stopped) book.type(entry, false);
      if (report.isRequest) send({ here: book.own(), typing: book.typing() });
      soon.schedule();
    },
    beat() {
      if (book.own().length === 0 || nowMs() - sentAt < REPEAT_MS) return;
      sentAt = nowMs();
      send({ here: book.own() });
      soon.schedule(); // a browser may have gone to sleep
    },
  };
}

type Viewed = { reader: Reader; displayId: number };

const viewedBy = (readers: ReadonlySet<Reader>, since: number): Viewed[] =>
  [...readers]
    .filter(({ requestedAt, sink }) => requestedAt > since && !sink.isClosed)
    .flatMap((reader) => (reader.topics?.viewed ?? []).map((displayId) => ({ reader, displayId })));

/** Caches the inboxes of conversations, while these are viewed and not moved. */
function createInboxCache({ database, accountId }: PresenceFeedOptions) {
  let known = new Map<number, number>();
  const evict = (displayId: number): void => void known.delete(displayId);
  const inboxesOf = async (displayIds: readonly number[]): Promise<ReadonlyMap<number, number>> => {
    const requested = new Set(displayIds);
    known = new Map([...known].filter(([displayId]) => requested.has(displayId)));
    const unknown = [...requested].filter((displayId) => !known.has(displayId));
    if (unknown.length === 0) return known;
    for (const found of await listDisplayedPlaces(database, accountId, unknown))
      known.set(found.displayId, found.inboxId);
    return known;
  };
  return { inboxesOf, evict };
}

/** Sends changes to readers who may see them, rendered once per audience. */
function createSender({ live, cursor, write }: PresenceFeedOptions, book: PresenceBook) {
  let lastSent = new Map<number, RenderedPresence>();
  /** Readers that receive the full presence when they reach the log's head. */
  const joined = new Set<Reader>();
  /** Readers that have received presence. */
  const informed = new WeakSet<Reader>();

  const whole = (): (RenderedPresence & { isNews: boolean })[] => {
    const all = book.all();
    const next = new Map<number, RenderedPresence>();
    for (const [displayId, { inboxId, present }] of all)
      next.set(displayId, { inboxId, text: JSON.stringify(present) });
    const emptied = [...lastSent].filter(
      ([displayId, { inboxId }]) => next.get(displayId)?.inboxId !== inboxId,
    );
    const news = [...next].map(([displayId, one]) => ({
      ...one,
      isNews: lastSent.get(displayId)?.text !== one.text || lastSent.get(displayId)?.inboxId !== one.inboxId,
    }));
    lastSent = next;
    // Emptied ones first: for a reader who sees both inboxes of a moved conversation the last entry counts.
    return [
      ...emptied.map(([displayId, { inboxId }]) => ({ inboxId, text: emptyText(displayId), isNews: true })),
      ...news,
    ];
  };

  return {
    sendInitialState: (reader: Reader) => void (reader.topics !== null && joined.add(reader)),
    leave: (reader: Reader) => void joined.delete(reader),
    send(): void {
      const all = whole();
      const hasNews = all.some(({ isNews }) => isNews);
      if (!hasNews && joined.size === 0) return;
      const messages = new Map<string, { isEmpty: boolean; bytes: Buffer }>();
      for (const reader of live) {
        const isWhole = joined.delete(reader);
        if (reader.topics === null || !(isWhole || hasNews)) continue;
        const key = `${isWhole}|${visibilityOf(reader.caller)}`;
        const message = messages.get(key) ?? render(all, { reader, isWhole, cursor: cursor() });
        messages.set(key, message);
        if (message.isEmpty && !(isWhole && informed.has(reader))) continue;
        informed.add(reader);
        write(reader, message.bytes);
      }
    },
  };
}

const emptyText = (displayId: number): string =>
  JSON.stringify({ displayId, viewerIds: [], typerIds: [] } satisfies PresentAt);

type Rendering = { reader: Reader; isWhole: boolean; cursor: string };

function render(
  all: readonly (RenderedPresence & { isNews: boolean })[],
  { reader, isWhole, cursor }: Rendering,
) {
  const seen = all.filter((one) => (isWhole || one.isNews) && maySee(reader.caller, one));
  const at = seen.map(({ text }) => JSON.parse(text) as PresentAt); // written above
  return { isEmpty: seen.length === 0, bytes: publishMessage(cursor, { presence: { isWhole, at } }) };
}
