import { z } from "zod";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Event } from "@/server/contract/event/event";
import type { EphemeralMessageDto, Passing as PassingBy } from "@/server/contract/message/command-message";
import { senderUid } from "@/server/dialects/wukongim/json/message-json";
import { readUids } from "@/server/dialects/wukongim/queries/channels";
import {
  findCommandsTo,
  findDeliveryPlaces,
  findInHistory,
  findMembersAmong,
} from "@/server/dialects/wukongim/queries/delivery";
import {
  createNotices,
  type Outgoing,
  type OutgoingContext,
  outgoingCommands,
  outgoingMessages,
  type Passing,
} from "@/server/dialects/wukongim/socket/delivery/outgoing";
import type { LiveSession } from "@/server/dialects/wukongim/socket/delivery/session";
import { createRightsCheck } from "@/server/dialects/wukongim/socket/devices/rights-check";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { FollowedEvent } from "@/server/live/log/follow-events";
import { createEventFollower } from "@/server/live/log/follower";
import { passingSignal } from "@/server/live/presence/passing";

/** Tells the devices of one account what happens, each what its contact may read. */
export type AccountFeed = {
  /** Resolves when everything that happens from then on is told. */
  join(session: LiveSession): Promise<void>;
  leave(session: LiveSession): void;
  /** Ends the sessions whose token, inbox or contact has ended. To be called now and then: the others get what was left out. */
  checkRights(): Promise<void>;
  sessions(): Iterable<LiveSession>;
  size(): number;
};

type Options = { services: Pick<Services, "database" | "now">; context: OutgoingContext };

/** Events of messages after which members may read them. */
const isMessage = ({ resource, type }: Event): boolean =>
  resource.type === "message" && type !== "note.created";

/** Follows the account's log while there are sessions. */
export function createAccountFeed({ services, context }: Options): AccountFeed {
  const { accountId } = context;
  const { database, now } = servicesFor(services, { accountId });
  const onError = (error: unknown) =>
    log.warn({ accountId, reason: reasonOf(error) }, "wukongim socket: events could not be told");
  const follower = createEventFollower<LiveSession, [passing: PassingBy]>({
    accountId,
    database,
    onEvents: (events) => tellAll(events).catch(leaveOut),
    onJump: readOn,
    signal: passingSignal(),
    onSignal: tellPassing,
    onError,
  });
  const sessions = follower.members;
  /** The database failed while something was read, which the log does not repeat. */
  let isBehind = false;
  const publisher = createPublisher(context, { now, sessions });
  const rights = createRightsCheck({ database, now, accountId, sessions });

  function readOn(): void {
    for (const session of sessions) session.readOn();
  }

  function leaveOut(error: unknown): void {
    isBehind = true;
    onError(error);
  }

  async function catchUp(): Promise<void> {
    await rights.check();
    if (isBehind) readOn();
    isBehind = false;
  }

  async function tellAll(events: readonly FollowedEvent[]): Promise<void> {
    const told = events.map(({ event }) => event);
    const messageIds = idsOf(told.filter(isMessage));
    const commandIds = idsOf(told.filter(({ type }) => type === "command_message.created"));
    if (messageIds.length + commandIds.length === 0) return;
    await rights.check();
    const changedIds = idsOf(told.filter(isShownChange));
    await Promise.all([publisher.messages(messageIds, changedIds), publisher.commands(commandIds)]);
  }

  async function tellPassing({ ephemeral }: PassingBy): Promise<void> {
    if (!ephemeral) return;
    await rights.check();
    await publisher.passing(ephemeral);
  }

  return {
    join(session) {
      rights.note(session);
      return follower.join(session);
    },
    leave: follower.leave,
    checkRights: () => catchUp().catch(onError),
    sessions: () => sessions.values(),
    size: () => sessions.size,
  };
}

/** Offers messages to the sessions of those who may read them now. */
function createPublisher(
  context: OutgoingContext,
  { now, sessions }: { now: () => Date; sessions: ReadonlySet<LiveSession> },
) {
  const { database, accountId } = context;
  return {
    async messages(messageIds: readonly number[], changedIds: readonly number[]): Promise<void> {
      const byContact = sessionsByContact(sessions);
      if (messageIds.length === 0 || byContact.size === 0) return;
      const found = await findInHistory(database, accountId, messageIds);
      const conversationIds = [...new Set(found.map(({ conversationId }) => conversationId))];
      const of = { conversationIds, contactIds: [...byContact.keys()] };
      const members = await findMembersAmong(database, accountId, of);
      if (members.length === 0) return;
      const outgoing = groupBy(await outgoingMessages(found, context), (one) => one.queue);
      for (const { conversationId, contactId } of members)
        for (const session of byContact.get(contactId) ?? [])
          publish(session, outgoing.get(conversationId) ?? [], changedIds);
    },
    /** To those that it is meant for, and to the other devices of who wrote it. */
    async passing(message: EphemeralMessageDto): Promise<void> {
      const byContact = sessionsByContact(sessions);
      const { recipientIds, sender } = message;
      const senderId = sender.type === "contact" ? sender.id : null;
      const ids = new Set([...recipientIds, ...(senderId === null ? [] : [senderId])]);
      const found = [...ids].flatMap((contactId) => byContact.get(contactId) ?? []);
      const passing = found.length > 0 ? await passingMessage(message, context) : null;
      for (const session of found) if (passing) session.pass(passing);
    },
    async commands(commandIds: readonly number[]): Promise<void> {
      const byContact = sessionsByContact(sessions);
      if (commandIds.length === 0 || byContact.size === 0) return;
      const of = { commandIds, contactIds: [...byContact.keys()], now: now() };
      const outgoing = await outgoingCommands(await findCommandsTo(database, accountId, of), context);
      for (const [contactId, commands] of groupBy(outgoing, (one) => one.of.contactId))
        for (const session of byContact.get(contactId) ?? []) session.offer(commands);
    },
  };
}

function publish(session: LiveSession, messages: readonly Outgoing[], changedIds: readonly number[]): void {
  session.offer(messages);
  for (const message of messages)
    if (changedIds.includes(Number(message.messageId))) session.pass(changeOf(message));
}

const idsOf = (events: readonly Event[]): number[] => [...new Set(events.map(({ resource }) => resource.id))];

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

/** Whether an event changes what members read of a message: not its ticks. */
const isShownChange = ({ resource, changes }: Event): boolean =>
  resource.type === "message" && ("content" in changes || "deletedAt" in changes);

/** Tells that a message has changed: the message as it is now. Nobody wrote the change. */
const changeOf = (message: Outgoing): Passing => ({
  fromUid: "",
  clientMsgNo: message.messageId,
  noticeFor: (uid) => ({ ...message.noticeFor(uid), kind: "changed" }),
});

/** What WuKongIM's API keeps in an ephemeral message; others have none of it. */
const own = z.object({
  payload: z.base64(),
  messageId: z.string(),
  fromUid: z.string(),
  syncOnce: z.boolean(),
});

/** An ephemeral message as devices get it: without a number, and not acknowledged. Null: its conversation is gone. */
async function passingMessage(
  message: EphemeralMessageDto,
  { database, accountId }: OutgoingContext,
): Promise<Passing | null> {
  const { conversationId, inboxId, sender, contentAttributes } = message;
  const [place] = await findDeliveryPlaces(database, accountId, [conversationId]);
  if (!place) return null;
  const given = own.safeParse(contentAttributes).data;
  const contactIds = sender.type === "contact" && sender.id !== null ? [sender.id] : [];
  const fromUid =
    given?.fromUid ?? senderUid(sender, await readUids(database, accountId, { inboxId, contactIds }));
  const clientMsgNo = message.clientId ?? message.id;
  const wire = {
    header: { no_persist: 1, red_dot: 0, sync_once: given?.syncOnce === false ? 0 : 1 },
    setting: 0,
    message_idstr: given?.messageId ?? message.id,
    client_msg_no: clientMsgNo,
    message_seq: 0,
    from_uid: fromUid,
    expire: 0,
    timestamp: Math.floor(Date.parse(message.sentAt) / 1000),
    payload: given?.payload ?? signalPayload(message),
  } as const;
  return { fromUid, clientMsgNo, noticeFor: createNotices(wire, place) };
}

/** As a command message that no client of WuKongIM wrote. */
const signalPayload = ({ contentType, contentAttributes, content }: EphemeralMessageDto): string =>
  Buffer.from(JSON.stringify({ type: 99, cmd: contentType, param: contentAttributes, content })).toString(
    "base64",
  );
