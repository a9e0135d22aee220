import { timingSafeEqual } from "node:crypto";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Event } from "@/server/contract/event/event";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type FollowedEvent, followEvents } from "@/server/live/log/follow-events";
import { findCommandsTo, findInHistory, findMembersAmong } from "@/server/queries/wukongim/delivery";
import { readDeviceRights } from "@/server/queries/wukongim/device-token";
import { changeFrame, isShownChange } from "./change-frame";
import { SOCKET_REASONS } from "./frames";
import { type OutgoingContext, outgoingCommands, outgoingMessages } from "./outgoing";
import type { LiveSession } from "./session";

/** Tells the devices of one account what happens, each what its contact may read. */
export type AccountFeed = {
  /** Resolves when everything that happens from then on is told. */
  join(session: LiveSession): Promise<void>;
  leave(session: LiveSession): void;
  /** Ends the sessions whose token, inbox or contact has ended. */
  checkRights(): Promise<void>;
  sessions(): Iterable<LiveSession>;
  size(): number;
};

type Options = { services: Pick<Services, "database" | "now">; context: OutgoingContext };

/** Rights of a device hold for this long, in ms. */
const RIGHTS_MS = 1_000;
/** Events of messages after which members may read them. */
const isMessage = ({ resource, type }: Event): boolean =>
  resource.type === "message" && type !== "note.created";

/** Follows the account's log while there are sessions. */
export function createAccountFeed({ services, context }: Options): AccountFeed {
  const { accountId } = context;
  const { database, now } = servicesFor(services, { accountId });
  const sessions = new Set<LiveSession>();
  const checkedAtMs = new WeakMap<LiveSession, number>();
  let stop = () => {};
  let begun: Promise<void> | null = null;
  const onError = (error: unknown) =>
    log.warn({ accountId, reason: reasonOf(error) }, "wukongim socket: events could not be told");

  async function checkRights(): Promise<void> {
    const nowMs = now().getTime();
    const due = [...sessions].filter((session) => (checkedAtMs.get(session) ?? 0) <= nowMs - RIGHTS_MS);
    if (due.length === 0) return;
    const rights = await readDeviceRights(
      database,
      accountId,
      due.map(({ device }) => device),
    );
    for (const [i, session] of due.entries()) {
      checkedAtMs.set(session, nowMs);
      const { tokenHash, contactId } = session.device;
      const found = rights[i];
      if (!found || !isSame(found.tokenHash, tokenHash))
        session.end(SOCKET_REASONS.authFail, "The token has ended. Connect with a new one.");
      else if (contactId !== null && found.contactId !== contactId)
        session.end(SOCKET_REASONS.system, "The user is another contact now. Connect again.");
    }
  }

  async function tellAll(events: readonly FollowedEvent[]): Promise<void> {
    const told = events.map(({ event }) => event);
    const messageIds = idsOf(told.filter(isMessage));
    const commandIds = idsOf(told.filter(({ type }) => type === "command_message.created"));
    if (messageIds.length + commandIds.length === 0) return;
    await checkRights();
    await Promise.all([tellMessages(messageIds, told), tellCommands(commandIds)]);
  }

  async function tellMessages(messageIds: readonly number[], events: readonly Event[]): Promise<void> {
    const byContact = sessionsByContact(sessions);
    if (messageIds.length === 0 || byContact.size === 0) return;
    const found = await findInHistory(database, accountId, messageIds);
    const conversationIds = [...new Set(found.map(({ conversationId }) => conversationId))];
    const members = await findMembersAmong(database, accountId, {
      conversationIds,
      contactIds: [...byContact.keys()],
    });
    if (members.length === 0) return;
    const outgoing = groupBy(await outgoingMessages(found, context), (one) => one.queue);
    const changed = new Set(idsOf(events.filter(isShownChange)));
    for (const { conversationId, contactId } of members)
      for (const session of byContact.get(contactId) ?? []) {
        const messages = outgoing.get(conversationId) ?? [];
        session.offer(messages);
        for (const one of messages.filter(({ messageId }) => changed.has(Number(messageId))))
          session.pass(changeFrame(one, session.device.uid));
      }
  }

  async function tellCommands(commandIds: readonly number[]): Promise<void> {
    const byContact = sessionsByContact(sessions);
    if (commandIds.length === 0 || byContact.size === 0) return;
    const of = { commandIds, contactIds: [...byContact.keys()], now: now() };
    const outgoing = await outgoingCommands(await findCommandsTo(database, accountId, of), context);
    const byRecipient = groupBy(outgoing, (one) => one.of.contactId);
    for (const [contactId, commands] of byRecipient)
      for (const session of byContact.get(contactId) ?? []) session.offer(commands);
  }

  return {
    join(session) {
      sessions.add(session);
      checkedAtMs.set(session, now().getTime());
      if (!begun) {
        const following = followEvents({ accountId, database, onEvents: tellAll, onError });
        stop = following.stop;
        begun = following.begun;
        begun.catch(() => {
          stop();
          begun = null;
        });
      }
      return begun;
    },
    leave(session) {
      sessions.delete(session);
      if (sessions.size > 0) return;
      stop();
      begun = null;
    },
    checkRights: () => checkRights().catch(onError),
    sessions: () => sessions.values(),
    size: () => sessions.size,
  };
}

const idsOf = (events: readonly Event[]): number[] => [...new Set(events.map(({ resource }) => resource.id))];

const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const sessionsByContact = (sessions: Iterable<LiveSession>): ReadonlyMap<number, LiveSession[]> =>
  groupBy([...sessions], ({ device }) => device.contactId);

/** Those with a key, by it, in their order. */
function groupBy<T>(all: readonly T[], keyOf: (one: T) => number | null): ReadonlyMap<number, T[]> {
  const found = new Map<number, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = key === null ? [] : (found.get(key) ?? []);
    group.push(one);
    if (key !== null) found.set(key, group);
  }
  return found;
}
