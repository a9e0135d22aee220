import type { Services } from "@/server/commands/_run/services";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { QueuedCommandDto } from "@/server/contract/message/command-message";
import { channelFor } from "@/server/dialects/wukongim/input/channel-ids";
import {
  commandJson,
  type MessageReader,
  messageJson,
  type WireChannel,
} from "@/server/dialects/wukongim/json/message-json";
import { readUids } from "@/server/dialects/wukongim/queries/channels";
import { type DeliveryPlace, findDeliveryPlaces } from "@/server/dialects/wukongim/queries/delivery";
import { readPayloads } from "@/server/dialects/wukongim/queries/payloads";
import type { Notice } from "@/server/dialects/wukongim/socket/wire/codec";
import { COMMANDS } from "./position-writer";

/** A message on its way to the devices that are connected. */
export type Passing = {
  fromUid: string;
  clientMsgNo: string;
  /** The notice for a user; those who read the same share it. `dup`: it was sent before. */
  noticeFor(uid: string, dup?: boolean): Notice;
};

/** A message of a queue on its way to devices. */
export type Outgoing = Passing & {
  conversationId: number;
  queue: number;
  number: number;
  messageId: string;
};

export type OutgoingContext = {
  database: Services["database"];
  accountId: number;
  /** Who reads: addresses of files end at a time. */
  reader: () => Pick<MessageReader, "rendering" | "locale">;
};

/** A message of WuKongIM's HTTP API. */
export type WireMessage = {
  header: { no_persist: 0 | 1; red_dot: 0 | 1; sync_once: 0 | 1 };
  setting: number;
  message_idstr: string;
  client_msg_no: string;
  message_seq: number;
  from_uid: string;
  topic?: string;
  expire: number;
  timestamp: number;
  payload: string;
};

type Item = { conversationId: number; queue: number; number: number };

/** Messages of histories. Those whose conversation is gone are left out. */
export const outgoingMessages = (
  messages: readonly HistoryMessage[],
  context: OutgoingContext,
): Promise<Outgoing[]> =>
  prepare(messages, context, (message, channel, reader) => ({
    item: {
      conversationId: message.conversationId,
      queue: message.conversationId,
      number: message.historyNumber,
    },
    wire: messageJson(message, channel, reader) as WireMessage,
  }));

/** Command messages of queues. */
export async function outgoingCommands<T extends QueuedCommandDto>(
  queued: readonly T[],
  context: OutgoingContext,
): Promise<(Outgoing & { of: T })[]> {
  const commands = queued.map((of) => ({ of, ...of.command }));
  const outgoing = await prepare(commands, context, ({ of, conversationId }, channel, reader) => ({
    item: { conversationId, queue: COMMANDS, number: of.number },
    wire: commandJson(of, channel, reader) as WireMessage,
    of,
  }));
  return outgoing;
}

type Sourced = {
  id: number;
  conversationId: number;
  sender: HistoryMessage["sender"];
};

async function prepare<S extends Sourced, R extends { item: Item; wire: WireMessage }>(
  sources: readonly S[],
  { database, accountId, reader }: OutgoingContext,
  render: (source: S, channel: WireChannel, reader: MessageReader) => R,
): Promise<(Outgoing & Omit<R, "item" | "wire">)[]> {
  if (sources.length === 0) return [];
  const [payloads, places] = await Promise.all([
    readPayloads(database, accountId, ids(sources.map(({ id }) => id))),
    findDeliveryPlaces(database, accountId, ids(sources.map(({ conversationId }) => conversationId))),
  ]);
  const placeOf = new Map(places.map((place) => [place.conversationId, place]));
  const uidsOf = await readWriters(sources, placeOf, { database, accountId });
  return sources.flatMap((source) => {
    const place = placeOf.get(source.conversationId);
    if (!place) return [];
    const full = { ...reader(), payloads, uids: uidsOf.get(place.inboxId) ?? new Map() };
    const { item, wire, ...more } = render(source, channelFor(place, ""), full);
    return [{ ...more, ...item, ...identityOf(wire), noticeFor: createNotices(wire, place) }];
  });
}

const ids = (all: readonly number[]): number[] => [...new Set(all)];

/** The users of those who wrote, by inbox. */
async function readWriters(
  sources: readonly Sourced[],
  placeOf: ReadonlyMap<number, DeliveryPlace>,
  { database, accountId }: Pick<OutgoingContext, "database" | "accountId">,
): Promise<ReadonlyMap<number, ReadonlyMap<number, string>>> {
  const writers = new Map<number, number[]>();
  for (const { conversationId, sender } of sources) {
    const inboxId = placeOf.get(conversationId)?.inboxId;
    if (inboxId === undefined || sender.type !== "contact" || sender.id === null) continue;
    writers.set(inboxId, [...(writers.get(inboxId) ?? []), sender.id]);
  }
  return new Map(
    await Promise.all(
      [...writers].map(
        async ([inboxId, contactIds]) =>
          [inboxId, await readUids(database, accountId, { inboxId, contactIds: ids(contactIds) })] as const,
      ),
    ),
  );
}

const identityOf = ({
  message_idstr: messageId,
  from_uid: fromUid,
  client_msg_no: clientMsgNo,
}: WireMessage) => ({
  messageId,
  fromUid,
  clientMsgNo,
});

/** The notices of a message in a conversation. */
export function createNotices(wire: WireMessage, place: DeliveryPlace): Passing["noticeFor"] {
  const payload = Buffer.from(wire.payload, "base64");
  const known = new Map<string, Notice>();
  return (uid, dup = false) => {
    const channel = channelFor(place, uid);
    const isOwn = uid === wire.from_uid;
    const key = `${isOwn} ${dup} ${channel.channelId}`;
    const notice = known.get(key) ?? noticeOf(wire, { ...channel, payload, isOwn, dup });
    known.set(key, notice);
    return notice;
  };
}

/** `isOwn`: the reader wrote it, on another device. */
function noticeOf(
  wire: WireMessage,
  { payload, isOwn, dup, ...channel }: WireChannel & { payload: Buffer; isOwn: boolean; dup: boolean },
): Notice {
  const { header, setting, expire, topic, timestamp } = wire;
  const message = {
    header: {
      noPersist: header.no_persist === 1,
      redDot: header.red_dot === 1 && !isOwn,
      syncOnce: header.sync_once === 1,
      dup,
    },
    messageId: wire.message_idstr,
    messageSeq: wire.message_seq,
    clientMsgNo: wire.client_msg_no,
    timestamp,
    ...channel,
    fromUid: wire.from_uid,
    ...{ setting, expire, topic, payload },
  };
  return { kind: "message", message };
}
