import { z } from "zod";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import {
  type RequestContext,
  type Route,
  requestContextOf,
  type SenderContext,
  type WukongimContext,
} from "@/server/dialects/wukongim/context";
import { answerDirectly } from "@/server/dialects/wukongim/direct";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { invalid } from "@/server/dialects/wukongim/errors";
import { groupSourceId, visitorOf } from "@/server/dialects/wukongim/input/channel-ids";
import {
  channelId,
  channelType,
  count,
  messageId,
  optionalUid,
  orZero,
} from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { type ReadPlace, readPlace } from "@/server/dialects/wukongim/input/read-place";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { messageJson } from "@/server/dialects/wukongim/json/message-json";
import { messageReader, showText } from "@/server/dialects/wukongim/json/show-messages";
import {
  findInHistory,
  type HistoryOf,
  type HistoryRange,
  readHistoryTexts,
} from "@/server/dialects/wukongim/queries/conversations";
import { findByClientMsgNos } from "@/server/dialects/wukongim/queries/payloads";
import { JsonText } from "@/server/lib/json-text";
import { reportTaken } from "./report-taken";

/** Numbers of messages are 32-bit integers. */
const LAST = 2 ** 31 - 1;

type Range = Pick<HistoryRange, "from" | "to" | "direction">;

/**
 * The numbers that a request means: from `start`, included, to `end`, excluded, upwards or downwards; 0 = the end of the
 * history on that side. Both 0: the newest ones. Null when there are none.
 */
export function rangeOf({ start, end, isUp }: { start: number; end: number; isUp: boolean }): Range | null {
  const isLast = start === 0 && end === 0;
  const range: Range =
    isUp && !isLast
      ? { from: Math.max(start, 1), to: end === 0 ? LAST : Math.min(end - 1, LAST), direction: "asc" }
      : { from: end + 1, to: start === 0 ? LAST : Math.min(start, LAST), direction: "desc" };
  return range.from > range.to ? null : range;
}

const LIMIT = { default: 100, max: 10_000 };
/** How many messages may be named in one request. */
const NAMED_MAX = 1_000;

const read = { login_uid: optionalUid, channel_id: channelId, channel_type: channelType };

const syncParams = z.object({
  ...read,
  start_message_seq: count,
  end_message_seq: count,
  limit: count,
  pull_mode: orZero(z.literal([0, 1], "must be 0 or 1"), 0),
});

const answerSync = async (c: WukongimContext): Promise<Response> =>
  answerJson(c, await syncMessages(requestContextOf(c), await readBody(c, syncParams)));

/** A part of a channel's history, ascending. */
async function syncMessages(c: RequestContext, body: z.output<typeof syncParams>): Promise<JsonText<object>> {
  const { start_message_seq: start, end_message_seq: end } = body;
  const range = rangeOf({ start, end, isUp: body.pull_mode === 1 });
  const { messages, hasMore, pending } = await readPage(c, body, range);
  reportTaken(c, { pending, readerUid: body.login_uid });
  const head = `"start_message_seq":${start},"end_message_seq":${end},"more":${hasMore ? 1 : 0}`;
  return new JsonText(`{${head},"messages":[${showText(c, messages)}]}`);
}

async function readPage(c: RequestContext, body: z.output<typeof syncParams>, range: Range | null) {
  const of = await historyOf(c, body);
  if (!of || !range) return { messages: "", hasMore: false, pending: [] };
  const { services, caller, inboxId } = c.var;
  const limit = Math.min(body.limit || LIMIT.default, LIMIT.max);
  const channel = { channelId: body.channel_id, channelType: body.channel_type };
  return readHistoryTexts(services.database, caller.accountId, { of, ...range, limit, inboxId, ...channel });
}

/** Whose history a channel has: that of a group by its name, since whoever reads it reads the same. */
const historyOf = async (c: RequestContext, body: Read): Promise<HistoryOf | null> =>
  body.channel_type === CHANNEL_TYPES.person || visitorOf(body.channel_type, body.channel_id) !== null
    ? placeOf(c, body)
    : { sourceId: groupSourceId(body.channel_type, body.channel_id) };

const manyParams = z.object({
  ...read,
  message_seqs: orZero(z.array(count).max(NAMED_MAX), []),
  message_ids: orZero(z.array(messageId).max(NAMED_MAX), []),
  client_msg_nos: orZero(z.array(z.string()).max(NAMED_MAX), []),
});

/** Messages of a channel by number, id or the client's number; unknown ones are missing. */
async function findMany(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, manyParams);
  const place = await placeOf(c, body);
  const found = place
    ? await findNamed(c, place, {
        ids: body.message_ids,
        numbers: body.message_seqs,
        clientMsgNos: body.client_msg_nos,
      })
    : [];
  const messages = await showAll(requestContextOf(c), found, body);
  return answerJson(c, { start_message_seq: 0, end_message_seq: 0, more: 0, messages });
}

export const NO_MESSAGE = { status: 404, msg: "There is no such message." };

const oneParams = z.object({
  ...read,
  message_id: messageId.nullish(),
  message_seq: count,
  client_msg_no: orZero(z.string(), ""),
});

/** One message of a channel. Like WuKongIM, an unknown one is answered with 200 and a status in the body. */
async function findOne(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, oneParams);
  if (body.message_id === undefined && body.message_seq === 0 && body.client_msg_no === "")
    throw invalid("message_id: must not be empty");
  const place = await placeOf(c, body);
  const found = place
    ? await findNamed(c, place, {
        ids: [body.message_id ?? null],
        numbers: [body.message_seq],
        clientMsgNos: body.client_msg_no === "" ? [] : [body.client_msg_no],
      })
    : [];
  const [shown] = await showAll(requestContextOf(c), found.slice(0, 1), body);
  return answerJson(c, shown ?? NO_MESSAGE);
}

export type Read = { login_uid: string; channel_id: string; channel_type: number };

export function placeOf(c: SenderContext, body: Read): Promise<ReadPlace | null> {
  if (body.channel_type === CHANNEL_TYPES.person && body.login_uid === "")
    throw invalid("login_uid: must not be empty for a channel of type 1");
  return readPlace(c, { uid: body.login_uid, channelType: body.channel_type, channelId: body.channel_id });
}

/** Numbers of messages are 32-bit integers. */
const isNumber = (number: number): boolean => number > 0 && number < 2 ** 31;

export async function findNamed(
  c: SenderContext,
  { conversationId }: ReadPlace,
  named: { ids: readonly (number | null)[]; numbers: readonly number[]; clientMsgNos: readonly string[] },
): Promise<HistoryMessage[]> {
  const { services, caller } = c.var;
  const { database } = services;
  const { clientMsgNos } = named;
  const of = { conversationId, clientMsgNos, fromUid: null };
  const byClient = await findByClientMsgNos(database, caller.accountId, of);
  const ids = [...named.ids.filter((id) => id !== null), ...byClient.map((one) => one.messageId)];
  const numbers = named.numbers.filter(isNumber);
  if (ids.length === 0 && numbers.length === 0) return [];
  return findInHistory(database, caller.accountId, { conversationId, ids, numbers });
}

export async function showAll(
  c: RequestContext,
  messages: readonly HistoryMessage[],
  body: Read,
): Promise<object[]> {
  const reader = await messageReader(c, messages);
  const channel = { channelType: body.channel_type, channelId: body.channel_id };
  return messages.map((message) => messageJson(message, channel, reader));
}

export const historyRoutes: readonly Route[] = [
  ["POST", "/channel/messagesync", answerSync, answerDirectly(syncParams, syncMessages)],
  ["POST", "/messages", findMany],
  ["POST", "/message", findOne],
];
