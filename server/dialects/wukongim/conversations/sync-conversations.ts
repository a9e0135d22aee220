import { z } from "zod";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import {
  type RequestContext,
  requestContextOf,
  type WukongimContext,
} from "@/server/dialects/wukongim/context";
import { answerDirectly } from "@/server/dialects/wukongim/direct";
import { channelFor } from "@/server/dialects/wukongim/input/channel-ids";
import { count, flag, orZero, uid } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import {
  keptJson,
  type MessageReader,
  messageJson,
  type WireChannel,
} from "@/server/dialects/wukongim/json/message-json";
import { messageReader } from "@/server/dialects/wukongim/json/show-messages";
import { reportTaken } from "@/server/dialects/wukongim/messages/report-taken";
import {
  findWhole,
  type ListedConversation,
  listConversationsOf,
  listRecentWires,
  type RecentWire,
} from "@/server/dialects/wukongim/queries/conversations";

const PAGE_MAX = 500;
/** The messages in one answer. */
const MESSAGES_MAX = 5_000;
const SEQS_CHARS_MAX = 100_000;

const whole = z.union([z.number().int().min(0), z.bigint().min(0n)]).transform((value) => BigInt(value));

const syncParams = z.object({
  uid,
  version: orZero(whole, 0n),
  last_msg_seqs: orZero(z.string().max(SEQS_CHARS_MAX), ""),
  msg_count: count,
  only_unread: flag,
  exclude_channel_types: orZero(z.array(z.number().int()).max(100), []),
  page: count,
  page_size: count,
});
type Sync = z.output<typeof syncParams>;

/**
 * Answers with the conversations of a user that changed after `version`, or whose newest message they lack, the newest first, with their
 * newest messages. Like WuKongIM, nothing without `msg_count`. A version that this database has not given yet, of another server
 * or of a database before its restore, counts as none.
 */
export const answerConversations = async (c: WukongimContext): Promise<Response> =>
  answerJson(c, await syncConversations(requestContextOf(c), await readBody(c, syncParams)));

/** The same in front of the app. */
export const answerConversationsDirectly = answerDirectly(syncParams, syncConversations);

async function syncConversations(c: RequestContext, body: Sync): Promise<object[]> {
  if (body.msg_count === 0) return [];
  const { services, caller, inboxId } = c.var;
  const known = readLastSeqs(body.last_msg_seqs);
  const of = { uid: body.uid, inboxId };
  const { rows, horizon } = await listConversationsOf(services.database, caller.accountId, of);
  const since = body.version < horizon ? body.version : 0n;
  const wanted = rows
    .map((row) => ({ row, channel: channelFor(row, body.uid) }))
    .map((one) => ({ ...one, knownSeq: known.get(keyOf(one.channel)) ?? 0 }))
    .filter((one) => isWanted(one, { ...body, version: since }, known.size > 0));
  const page = pageOf(wanted, body);
  const recents = await readRecents(c, page, body.msg_count);
  reportTaken(c, { messages: [...recents.byConversation.values()].flat(), readerUid: body.uid });
  return page.map(({ row, channel }) => conversationJson(row, channel, { recents, horizon }));
}

export type Listed = { row: ListedConversation; channel: WireChannel; knownSeq: number };

const keyOf = ({ channelId, channelType }: WireChannel): string => `${channelId}:${channelType}`;

/** `id:type:seq|…`; an id may contain colons. What is no such triple is ignored. */
function readLastSeqs(text: string): ReadonlyMap<string, number> {
  const triples = text.split("|").flatMap((part) => {
    const [, channel, seq] = /^(.+:\d{1,3}):(\d{1,10})$/s.exec(part) ?? [];
    return channel !== undefined ? [[channel, Number(seq)] as const] : [];
  });
  return new Map(triples);
}

function isWanted({ row, channel, knownSeq }: Listed, body: Sync, hasSeqs: boolean): boolean {
  if (body.exclude_channel_types.some((type) => type === channel.channelType)) return false;
  if (body.only_unread && row.unread === 0) return false;
  const lacksMessages = hasSeqs && row.lastHistoryNumber > knownSeq;
  return lacksMessages || row.version > body.version;
}

function pageOf(all: readonly Listed[], { page, page_size: size }: Sync): readonly Listed[] {
  if (page === 0 && size === 0) return all.slice(0, PAGE_MAX);
  const length = Math.min(size || PAGE_MAX, PAGE_MAX);
  const begin = Math.max(page - 1, 0) * length;
  return all.slice(begin, begin + length);
}

/** `whole`, `reader`: of the messages that are not as a client sent them. */
type Recents = {
  byConversation: ReadonlyMap<number, RecentWire[]>;
  whole: ReadonlyMap<number, HistoryMessage>;
  reader: MessageReader;
};

export async function readRecents(
  c: RequestContext,
  page: readonly Listed[],
  each: number,
): Promise<Recents> {
  const { services, caller } = c.var;
  const limit = Math.max(1, Math.min(each, Math.floor(MESSAGES_MAX / Math.max(page.length, 1))));
  const of = page.map(({ row, knownSeq }) => ({
    conversationId: row.conversationId,
    // The newest one always: a conversation that changed otherwise is shown with it.
    after: Math.min(knownSeq, row.lastHistoryNumber - 1),
  }));
  const found = await listRecentWires(services.database, caller.accountId, { of, limit });
  const others = found.filter(({ kept }) => kept === null).map(({ id }) => id);
  const whole = await findWhole(services.database, caller.accountId, others);
  const byConversation = groupedByConversation(found);
  return { byConversation, whole, reader: await messageReader(c, [...whole.values()]) };
}

export function groupedByConversation<M extends { conversationId: number }>(
  messages: readonly M[],
): ReadonlyMap<number, M[]> {
  const grouped = new Map<number, M[]>();
  for (const message of messages) {
    const others = grouped.get(message.conversationId);
    if (others) others.push(message);
    else grouped.set(message.conversationId, [message]);
  }
  return grouped;
}

/** The version that a client may say it has: a transaction that is still open changes it to a greater one. */
const settled = (version: bigint, horizon: bigint): bigint => (version < horizon ? version : horizon - 1n);

export function conversationJson(
  row: ListedConversation,
  channel: WireChannel,
  { recents, horizon }: { recents: Recents; horizon: bigint },
): object {
  const { byConversation, whole, reader } = recents;
  const found = byConversation.get(row.conversationId) ?? [];
  const shown = found.flatMap(({ kept, ...message }) => {
    if (kept) return keptJson({ ...message, kept }, channel);
    const other = whole.get(message.id);
    return other ? messageJson(other, channel, reader) : []; // erased meanwhile
  });
  const [last] = shown;
  return {
    channel_id: channel.channelId,
    channel_type: channel.channelType,
    unread: row.unread,
    timestamp: Math.floor(row.lastActivityAt.getTime() / 1000),
    last_msg_seq: row.lastHistoryNumber,
    last_client_msg_no: last?.client_msg_no ?? "",
    offset_msg_seq: row.hiddenNumber ?? 0,
    readed_to_msg_seq: row.readNumber,
    version: integer(settled(row.version, horizon)),
    recents: shown,
  };
}

/** As a number where that is exact, which is faster to write. */
const integer = (value: bigint): number | bigint =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
