import { z } from "zod";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import { type Route, requestContextOf, type WukongimContext } from "@/server/dialects/wukongim/context";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { invalid } from "@/server/dialects/wukongim/errors";
import { personChannelId } from "@/server/dialects/wukongim/input/channel-ids";
import { channelId, channelType, count, orZero, uid } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { readPlaces } from "@/server/dialects/wukongim/input/read-place";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { messageJson } from "@/server/dialects/wukongim/json/message-json";
import { messageReader, showText } from "@/server/dialects/wukongim/json/show-messages";
import {
  listChannelsOf,
  listRecents,
  type NamedConversation,
  readNamedTexts,
} from "@/server/dialects/wukongim/queries/conversations";
import { JsonText } from "@/server/lib/json-text";

export const channelSetRoutes: readonly Route[] = [
  ["POST", "/conversation/syncMessages", syncMessages],
  ["POST", "/conversation/channels", listChannels],
  ["POST", "/conversation/syncByChannels", syncByChannels],
];

/** Channels in one request, and messages in one answer. */
const CHANNELS_MAX = 500;
const MESSAGES_MAX = 5_000;
const MSG_COUNT = 15;

const channel = { channel_id: channelId, channel_type: channelType };
const channelsOf = <T extends z.ZodType>(one: T) =>
  orZero(z.array(one).max(CHANNELS_MAX, `has more than ${CHANNELS_MAX} channels`), []);
const eachOf = (wanted: number, channels: number): number =>
  Math.max(1, Math.min(wanted || MSG_COUNT, Math.floor(MESSAGES_MAX / Math.max(channels, 1))));

/** The names of a person channel: the peer's, or that of both, which `/conversation/channels` answers. */
const pairId = z
  .string("must be text")
  .transform((text) => text.split("@"))
  .pipe(z.tuple([uid, uid]));
const messagesParams = z.object({
  uid,
  channels: channelsOf(z.object({ ...channel, channel_id: channelId.or(pairId), last_msg_seq: count })),
  msg_count: count,
  order_by_last: count,
});

/** Messages of each of these channels from a number on, the first ones; with `order_by_last` the newest, the newest first. */
async function syncMessages(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, messagesParams);
  const places = await readPlaces(
    c,
    body.channels.map((one) => ({
      uid: body.uid,
      channelType: one.channel_type,
      channelId: peerOf(one, body.uid),
    })),
  );
  const of = body.channels.flatMap(({ last_msg_seq: from }, i) => {
    const place = places[i];
    const after = Math.max(0, Math.min(from, place?.lastHistoryNumber ?? 0) - 1);
    return place && from <= place.lastHistoryNumber ? { conversationId: place.conversationId, after } : [];
  });
  const { services, caller } = c.var;
  const limit = eachOf(body.msg_count, of.length);
  const direction = body.order_by_last === 0 ? "asc" : "desc";
  const found = await listRecents(services.database, caller.accountId, { of, limit, direction });
  const reader = await messageReader(requestContextOf(c), found);
  const byConversation = groupedByConversation(found);
  return answerJson(
    c,
    body.channels.map(({ channel_id, channel_type }, i) => ({
      channel_id: typeof channel_id === "string" ? channel_id : channel_id.join("@"),
      channel_type,
      messages: (byConversation.get(places[i]?.conversationId ?? 0) ?? []).map((message) =>
        messageJson(
          message,
          { channelType: channel_type, channelId: peerOf({ channel_id }, body.uid) },
          reader,
        ),
      ),
    })),
  );
}

function groupedByConversation(messages: readonly HistoryMessage[]): ReadonlyMap<number, HistoryMessage[]> {
  const grouped = new Map<number, HistoryMessage[]>();
  for (const message of messages) {
    const others = grouped.get(message.conversationId);
    if (others) others.push(message);
    else grouped.set(message.conversationId, [message]);
  }
  return grouped;
}

const peerOf = ({ channel_id: id }: { channel_id: string | [string, string] }, reader: string): string =>
  typeof id === "string" ? id : id[0] === reader ? id[1] : id[0];

/** The channels of a user's conversations. Like WuKongIM, one with a person has the ids of both as its id. */
async function listChannels(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, z.object({ uid }));
  const { services, caller, inboxId } = c.var;
  const channels = await listChannelsOf(services.database, caller.accountId, { uid: body.uid, inboxId });
  return answerJson(
    c,
    channels.map(({ channelType: type, channelId: id }) => ({
      channel_id: type === CHANNEL_TYPES.person ? personChannelId(body.uid, id) : id,
      channel_type: type,
    })),
  );
}

const byChannelsParams = z.object({ uid, channels: channelsOf(z.object(channel)), msg_count: count });

/** A user's conversations of these channels as `/conversation/sync` has them, in the given order; an unknown one is empty. */
async function syncByChannels(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, byChannelsParams);
  if (body.channels.length === 0) throw invalid("channels: must not be empty");
  const asked = body.channels.map((one) => ({ channelType: one.channel_type, channelId: one.channel_id }));
  const places = await readPlaces(
    c,
    asked.map((one) => ({ uid: body.uid, ...one })),
  );
  const named = asked.flatMap((one, i): (NamedConversation & { nth: number })[] => {
    const place = places[i];
    return place ? [{ ...one, conversationId: place.conversationId, nth: i }] : [];
  });
  const { services, caller, inboxId } = c.var;
  const found = await readNamedTexts(services.database, caller.accountId, {
    uid: body.uid,
    inboxId,
    named,
    each: body.msg_count || MSG_COUNT,
  });
  const texts = new Map(named.map(({ nth }, place) => [nth, found.get(place)]));
  const list = asked.map((one, i) => texts.get(i) ?? JSON.stringify(emptyConversation(one)));
  return answerJson(c, new JsonText(showText(requestContextOf(c), `[${list.join()}]`)));
}

const emptyConversation = ({
  channelType: type,
  channelId: id,
}: {
  channelType: number;
  channelId: string;
}) => ({
  channel_id: id,
  channel_type: type,
  unread: 0,
  timestamp: 0,
  last_msg_seq: 0,
  last_client_msg_no: "",
  offset_msg_seq: 0,
  readed_to_msg_seq: 0,
  version: 0,
  recents: [],
});
