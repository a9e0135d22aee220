import { type Services, servicesFor } from "@/server/commands/_run/services";
import { maySee, systemCaller } from "@/server/contract/_shared/caller";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { CUSTOMER } from "@/server/contract/live/frame";
import { userSenderJson } from "@/server/dialects/chatwoot/json/agent-json";
import { contactSenderJson } from "@/server/dialects/chatwoot/json/contact-json";
import { isOfConversation, notificationJson } from "@/server/dialects/chatwoot/notifications";
import { aboutConversation, contextOf } from "@/server/dialects/chatwoot/webhooks/event-parts";
import { createDetailsLoader } from "@/server/dialects/chatwoot/webhooks/webhook-events";
import { pushedConversationJson } from "@/server/dialects/chatwoot/webhooks/webhook-json";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { FollowedEvent } from "@/server/live/log/follow-events";
import { createEventFollower } from "@/server/live/log/follower";
import type { Present } from "@/server/live/presence/presence-book";
import { typingSignal } from "@/server/live/presence/presence-messages";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { findAgents, notifiedUsers } from "@/server/queries/members/members";
import { afterUndoWindow, isPublished, type Pushes, pushesOf, type Reading } from "./pushes";
import type { Subscriber } from "./subscriber";

/** One subscription of a connection. */
export type Listener = {
  subscriber: Subscriber;
  /** When the subscriber was read, in ms. */
  checkedAt: number;
  /** The subscriber as it is now; null when its token has ended. */
  read(): Promise<Subscriber | null>;
  /** `push`: JSON. */
  send(push: string): void;
  /** The token has ended. */
  end(): void;
  /** Something could not be pushed: the client connects again and reads the API. */
  restart(): void;
};

export type AccountFeed = {
  /** Resolves when everything that happens from then on is told. */
  join(listener: Listener): Promise<void>;
  leave(listener: Listener): void;
  size(): number;
};

type Options = { services: Pick<Services, "database" | "now">; accountId: number; baseUrl: string };

/** Rights of a subscriber hold for this long, in ms. */
const RIGHTS_MS = 1_000;

/** Tells the subscribers of one account what happens, each what it may see. Stops with the last of them. */
export function createAccountFeed({ services, accountId, baseUrl }: Options): AccountFeed {
  const { database, now } = servicesFor(services, { accountId });
  const onError = (error: unknown) =>
    log.warn({ accountId, reason: reasonOf(error) }, "cable: events could not be published");
  const loadDetails = createDetailsLoader({ database, now });
  const reading = (at = now()) => ({ database, accountId, rendering: { now: at, baseUrl }, loadDetails });

  const notifyMembers = createNotifier({ database });
  const follower = createEventFollower<Listener, [entry: Present, isTyping: boolean]>({
    accountId,
    database,
    onEvents: (events) => publishAll(events).catch(restartAll),
    onJump: restartAll,
    signal: typingSignal(),
    onSignal: publishTyping,
    onError,
  });
  const listeners = follower.members;

  function restartAll(error?: unknown): void {
    if (error !== undefined) onError(error);
    for (const { restart } of [...listeners]) restart();
  }

  async function publishAll(events: readonly FollowedEvent[]): Promise<void> {
    const published = events.filter(({ event }) => isPublished(event));
    if (published.length === 0) return;
    const at = now();
    await refresh(listeners, at.getTime());
    const render = ({ event }: FollowedEvent) => pushesOf(event, reading(at));
    const rendered = await Promise.all(published.map(render));
    for (const [i, { where }] of published.entries()) {
      const pushes = rendered[i];
      if (pushes) publish(listeners, pushes, { where, typist: null });
    }
    for (const one of published)
      afterUndoWindow(one.event, at, (end) => void publishLeft(one, end).catch(restartAll));
    await notifyMembers(listeners, published).catch(onError);
  }

  async function publishLeft({ event, where }: FollowedEvent, at: Date): Promise<void> {
    await refresh(listeners, at.getTime());
    const { customer } = await pushesOf(event, reading(at));
    publish(listeners, { members: [], customer }, { where, typist: null });
  }

  async function publishTyping(entry: Present, isTyping: boolean): Promise<void> {
    await refresh(listeners, now().getTime());
    const pushes = await typingPushes(entry, isTyping, reading());
    const where = { inboxId: entry.inboxId, audience: null, leftInboxId: null };
    publish(listeners, pushes, { where, typist: entry.userId });
  }

  return { join: follower.join, leave: follower.leave, size: () => listeners.size };
}

/** Reads the subscribers again whose rights may have changed; all that were read at a later time: the clock was set back. */
async function refresh(listeners: ReadonlySet<Listener>, nowMs: number): Promise<void> {
  const due = [...listeners].filter(({ checkedAt }) => checkedAt <= nowMs - RIGHTS_MS || checkedAt > nowMs);
  await Promise.all(
    due.map(async (listener) => {
      const subscriber = await listener.read();
      if (!subscriber) return listener.end();
      listener.subscriber = subscriber;
      listener.checkedAt = nowMs;
    }),
  );
}

type Addressed = { where: Parameters<typeof maySee>[1]; typist: number | null };

function publish(
  listeners: ReadonlySet<Listener>,
  { members, customer }: Pushes,
  { where, typist }: Addressed,
): void {
  const texts = members.map((push) => JSON.stringify(push));
  const seen = customer?.pushes.map((push) => JSON.stringify(push)) ?? [];
  for (const { subscriber, send } of listeners) {
    if (subscriber.kind === "customer") {
      if (subscriber.linkId === customer?.linkId) seen.forEach(send);
    } else if (subscriber.userId !== typist && maySee(subscriber.caller, where)) texts.forEach(send);
  }
}

type Member = Extract<Subscriber, { kind: "member" }>;
type NotifiedListener = { subscriber: Subscriber; send(push: string): void };

/** Notifies members of the notifications that events made: the newest of each member, with the number of unread ones. */
function createNotifier({ database }: Pick<Services, "database">) {
  /** The newest that a listener was sent, and when that was. */
  const sent = new WeakMap<NotifiedListener, string>();

  async function notifyOne(
    listener: NotifiedListener,
    { userId, caller }: Member,
    since: string,
  ): Promise<void> {
    const unread = await readUnreadNotifications(database, caller, { isAbout: "conversations" });
    const { count, newest } = unread;
    if (newest === null || !isOfConversation(newest) || newest.at < since) return;
    const mark = `${userId} ${newest.id} ${newest.at}`;
    if (sent.get(listener) === mark) return;
    sent.set(listener, mark);
    const agents = await findAgents(database, caller.accountId, [newest.actor]);
    const notification = notificationJson(newest, agents);
    const data = { account_id: caller.accountId, notification, unread_count: count, count };
    listener.send(JSON.stringify({ event: "notification.created", data }));
  }

  return async (
    listeners: ReadonlySet<NotifiedListener>,
    events: readonly FollowedEvent[],
  ): Promise<void> => {
    const notified = notifiedUsers(events.map(({ event }) => event));
    for (const listener of listeners) {
      const { subscriber } = listener;
      const since = subscriber.kind === "member" ? notified.get(subscriber.userId) : undefined;
      if (subscriber.kind === "member" && since !== undefined) await notifyOne(listener, subscriber, since);
    }
  };
}

/** What a sign of typing is told as. The typist is not told. */
async function typingPushes(
  { displayId, userId, isPrivate }: Present,
  isTyping: boolean,
  { database, accountId, rendering, loadDetails }: Reading,
): Promise<Pushes> {
  const caller = systemCaller(accountId);
  const found = await getConversation(database, caller, { displayId });
  const actor = { type: "user" as const, id: userId, name: null };
  const agents = await findAgents(database, accountId, [actor]);
  const user =
    userId === CUSTOMER
      ? contactSenderJson(found.contact)
      : userSenderJson(agents.get(actorKey(actor)) ?? null, actor, rendering);
  const event = isTyping ? "conversation.typing_on" : "conversation.typing_off";
  const common = { account_id: accountId, user, is_private: isPrivate === true };
  const details = await loadDetails(aboutConversation(found.conversation, accountId));
  const context = details && contextOf(found, details, { accountId, rendering, agents });
  if (!context) return { members: [], customer: null };
  const conversation = pushedConversationJson(null, context);
  const members = [{ event, data: { ...common, conversation } }];
  if (userId === CUSTOMER || isPrivate) return { members, customer: null };
  const { id, inbox_id } = conversation;
  const seen = { event, data: { ...common, conversation: { id, inbox_id } } };
  return { members, customer: { linkId: context.details.contactInbox.id, pushes: [seen] } };
}
