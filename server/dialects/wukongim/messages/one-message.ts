import { z } from "zod";
import { type Route, requestContextOf, type WukongimContext } from "@/server/dialects/wukongim/context";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { channelId, channelTypeText, optionalUid, uid } from "@/server/dialects/wukongim/input/fields";
import { parseInput, readQuery } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { findNamed, NO_MESSAGE, placeOf, type Read, showAll } from "./history";

const channel = {
  login_uid: optionalUid,
  channel_id: z.string("must not be empty"),
  channel_type: channelTypeText,
};

/** The place that a query names. A person channel is a user's and their peer's, or `uid@uid`, read by the first one. */
function readIn({ login_uid, channel_id, channel_type }: Read): Read {
  const pair = channel_type === CHANNEL_TYPES.person ? channel_id.split("@") : [];
  const [reader, peer] = pair.length === 2 ? pair : [login_uid, channel_id];
  const ids = z.object({ login_uid: pair.length === 2 ? uid : optionalUid, channel_id: channelId });
  return { ...parseInput(ids, { login_uid: reader, channel_id: peer }), channel_type };
}

const byNumberParams = z.object({
  ...channel,
  client_msg_no: z.string("must not be empty").min(1, "must not be empty"),
});

/** The message under a client's number. */
async function findByNumber(c: WukongimContext): Promise<Response> {
  const { client_msg_no, ...query } = readQuery(c, byNumberParams);
  return answerOne(c, readIn(query), { clientMsgNos: [client_msg_no] });
}

/** The greatest number of a channel's history; 0 = it has no message. */
async function readMaxSeq(c: WukongimContext): Promise<Response> {
  const place = await placeOf(c, readIn(readQuery(c, z.object(channel))));
  return answerJson(c, { message_seq: place?.lastHistoryNumber ?? 0 });
}

/** The newest message of a channel. */
const findLast = async (c: WukongimContext): Promise<Response> =>
  answerOne(c, readIn(readQuery(c, z.object(channel))), {});

/** Of the place's messages the first one that is named, or its newest. Like WuKongIM, none is 200 with a status in the body. */
async function answerOne(
  c: WukongimContext,
  read: Read,
  named: { clientMsgNos?: string[] },
): Promise<Response> {
  const place = await placeOf(c, read);
  const { clientMsgNos } = named;
  const numbers = clientMsgNos ? [] : [place?.lastHistoryNumber ?? 0];
  const found = place
    ? await findNamed(c, place, { ids: [], numbers, clientMsgNos: clientMsgNos ?? [] })
    : [];
  const [shown] = await showAll(requestContextOf(c), found.slice(0, 1), read);
  return answerJson(c, shown ?? NO_MESSAGE);
}

export const oneMessageRoutes: readonly Route[] = [
  ["GET", "/message/byclientmsgno", findByNumber],
  ["GET", "/channel/max_message_seq", readMaxSeq],
  ["GET", "/channel/last_message", findLast],
];
