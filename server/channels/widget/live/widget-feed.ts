import { renderTyping } from "@/server/channels/widget/live/typing";
import { widgetContact } from "@/server/channels/widget/render";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { formatCursor } from "@/server/contract/event/cursor";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { CUSTOMER } from "@/server/contract/live/frame";
import type { Rendering } from "@/server/files/file-url";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { FollowedEvent } from "@/server/live/log/follow-events";
import { createEventFollower } from "@/server/live/log/follower";
import { createLogPages, cursorAt, type Piece, usablePosition } from "@/server/live/log/log-pages";
import { logSignal } from "@/server/live/log/log-signal";
import type { Present } from "@/server/live/presence/presence-book";
import { typingSignal } from "@/server/live/presence/presence-messages";
import { type Head, readHead, toEvent } from "@/server/store/events/log/event-log";
import { type CustomerEvent, customerEvents, type OwnedEvent } from "./customer-events";
import { isContactOf, isOwn, type Listener } from "./listener";

/** What happens in the conversations of one account's visitors, told to their open pages in this process. */
export type WidgetFeed = {
  /**
   * Tells the listener what came after `cursor` (null: from now on), then everything that happens. Resolves when it has caught up.
   */
  join(listener: Listener, cursor: string | null): Promise<void>;
  leave(listener: Listener): void;
  listeners: ReadonlySet<Listener>;
};

type Options = { services: Pick<Services, "database" | "now">; accountId: number; baseUrl: string };

/** Proxies end a connection that is silent for longer. */
export const BEAT_MS = 15_000;

/**
 * Follows an account's log once for all of its widgets: an event costs the same reads whether one page is open or a thousand, and
 * a page that is told nothing costs a comparison. A page that comes back reads the log from its cursor, in pages that are read and
 * rendered once for all that come back together.
 */
export function createWidgetFeed({ services, accountId, baseUrl }: Options): WidgetFeed {
  const { database, now } = servicesFor(services, { accountId });
  const onError = (error: unknown) =>
    log.warn({ accountId, reason: reasonOf(error) }, "widget: events could not be told");
  const rendering = (): Rendering => ({ now: now(), baseUrl });
  const pages = createLogPages(database, accountId);
  const caughtUp = new WeakMap<Piece, Promise<OwnedEvent[]>>();
  let head: Head | null = null;
  let ending: AbortController | null = null;

  const follower = createEventFollower<Listener, [entry: Present, isTyping: boolean]>({
    accountId,
    database,
    onEvents: tellAll,
    onJump: () => void resetAll().catch(onError),
    signal: typingSignal(),
    onSignal: tellTyping,
    onError,
  });
  const { members } = follower;

  const inboxIds = () => new Set([...members].map(({ inboxId }) => inboxId));
  const read = (events: readonly Event[]) =>
    customerEvents(events, { database, accountId, rendering: rendering(), inboxIds: inboxIds() });

  async function tellAll(followed: readonly FollowedEvent[]): Promise<void> {
    const events = followed.map(({ event }) => event);
    const owned = await read(events);
    const last = events.at(-1)?.seq;
    if (last === undefined || !head) return;
    head = { ...head, lastSeq: Math.max(head.lastSeq, last) };
    for (const listener of members) {
      if (listener.position === null) continue;
      tellEach(listener, owned, events);
      listener.position = Math.max(listener.position, last);
    }
  }

  /** In one go: a listener has either been told of a batch, or reads it from the log. */
  function tellEach(listener: Listener, owned: readonly OwnedEvent[], events: readonly Event[]): void {
    const after = listener.position ?? 0;
    const own = owned.filter(({ seq, owner }) => seq > after && isOwn(listener, owner));
    const [first] = own;
    if (first) listener.contactId ??= first.owner.contactId;
    const others = events.flatMap((event) => (event.seq > after ? aboutVisitor(listener, event) : []));
    for (const { seq, event } of [...own, ...others].sort((a, b) => a.seq - b.seq)) {
      if (event === "end") return listener.end();
      listener.tell(event, cursorOf(seq));
    }
  }

  const cursorOf = (seq: number): string => formatCursor({ epoch: head?.epoch ?? "", seq });

  async function catchUp(listener: Listener, cursor: string | null): Promise<void> {
    const found = await readHead(database, accountId);
    if (!found) throw new Error(`account ${accountId} has no log`);
    head = head?.epoch === found.epoch ? { ...found, lastSeq: Math.max(found.lastSeq, head.lastSeq) } : found;
    const usable = cursor === null ? found.lastSeq : usablePosition(head, cursor);
    if (usable === null) listener.reset(cursorAt(head));
    let position = usable ?? head.lastSeq;
    while (position < head.lastSeq) {
      const at: Head = { ...head };
      const piece = await pages.after(position, at);
      const owned = caughtUp.get(piece) ?? read(piece.rows.map(toEvent));
      caughtUp.set(piece, owned);
      const events = piece.rows.map(toEvent);
      listener.position = position;
      tellEach(listener, await owned, events);
      listener.position = null;
      position = events.at(-1)?.seq ?? at.lastSeq;
    }
    listener.position = position; // nothing was awaited since the comparison
    listener.beat(cursorOf(position));
  }

  async function resetAll(): Promise<void> {
    pages.clear();
    head = await readHead(database, accountId);
    if (!head) return;
    for (const listener of members) {
      listener.position = head.lastSeq;
      listener.reset(cursorAt(head));
    }
  }

  async function tellTyping(entry: Present, isTyping: boolean): Promise<void> {
    if (entry.userId === CUSTOMER || !inboxIds().has(entry.inboxId)) return;
    const typing = await renderTyping(entry, isTyping, { database, accountId, rendering: rendering() });
    if (!typing) return;
    for (const listener of members)
      if (listener.position !== null && isOwn(listener, typing.owner))
        listener.tell(typing.event, cursorOf(listener.position));
  }

  /** While there is somebody: tells them that the connection is alive, and ends them with the process. */
  async function keepAlive(signal: AbortSignal): Promise<void> {
    let beatAt = performance.now() + BEAT_MS;
    while (!signal.aborted) {
      await logSignal().wait(accountId, Math.max(1, beatAt - performance.now()), signal);
      if (logSignal().isClosed()) for (const listener of [...members]) listener.end();
      if (performance.now() < beatAt) continue;
      beatAt = performance.now() + BEAT_MS;
      pages.prune();
      for (const { position, beat } of members) if (position !== null) beat(cursorOf(position));
    }
  }

  return {
    listeners: members,
    async join(listener, cursor) {
      if (!ending) {
        ending = new AbortController();
        void keepAlive(ending.signal).catch(onError);
      }
      await follower.join(listener);
      await catchUp(listener, cursor);
    },
    leave(listener) {
      follower.leave(listener);
      if (members.size > 0) return;
      ending?.abort();
      ending = null;
      head = null;
      pages.clear();
    },
  };
}

type About = { seq: number; event: CustomerEvent | "end" };

/** What else a visitor is told: that they are known by another name, or that the inbox is not what they connected to. */
function aboutVisitor(listener: Listener, event: Event): About[] {
  const { seq } = event;
  if (isAbout(event, "inbox") && event.resource.id === listener.inboxId) return [{ seq, event: "end" }];
  if (!isAbout(event, "contact") || !isContactOf(listener, event.data)) return [];
  if (event.type === "contact.erased" || event.type === "contact.merged") return [{ seq, event: "end" }];
  return [{ seq, event: { type: "contact", data: widgetContact(event.data, listener.isIdentified) } }];
}
