import { randomUUID } from "node:crypto";
import { z } from "zod";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Route, SenderContext, WukongimContext } from "@/server/dialects/wukongim/context";
import { answerDirectly } from "@/server/dialects/wukongim/direct";
import { CHANNEL_TYPES, isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { type Delivery, readHeader } from "@/server/dialects/wukongim/domain/header";
import { answerOf, invalid, type WireAnswer, WireError } from "@/server/dialects/wukongim/errors";
import { uid } from "@/server/dialects/wukongim/input/fields";
import { parseInput, readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson, okJson } from "@/server/dialects/wukongim/json/answer";
import { readNames } from "@/server/dialects/wukongim/queries/channels";
import { log } from "@/server/lib/process/log";
import { getAccountSettings } from "@/server/queries/members/account";
import { batchParams, type Letter, type SendParams, sendParams } from "./message-params";
import { passMessage } from "./pass-message";
import { type Addressed, type MessageRoute, namesIn, routeMessage } from "./route-message";
import { writeSoon } from "./send-queue";
import { writeMessage } from "./write-message";

const answerSend = async (c: WukongimContext): Promise<Response> =>
  answerJson(c, await send(c, await readBody(c, sendParams)));

async function send(c: SenderContext, { channel_id, channel_type, subscribers, ...rest }: SendParams) {
  const letter = { ...rest, client_msg_no: rest.client_msg_no || randomUUID() };
  const delivery = await readDelivery(c, letter);
  if (subscribers.length > 0) {
    if (channel_id !== "") throw invalid("subscribers: must be empty when channel_id is given");
    if (!delivery.flags.syncOnce) throw invalid("subscribers: need header.sync_once 1");
    await sendToEach(c, { letter, delivery, uids: subscribers });
    return okJson();
  }
  if (channel_id === "") throw invalid("channel_id: must not be empty");
  if (channel_type === 0) throw invalid("channel_type: must not be 0");
  const addressed = { fromUid: letter.from_uid, channelType: channel_type, channelId: channel_id };
  const messageId = await deliver(c, { letter, delivery, addressed });
  return okJson({ message_id: messageId, client_msg_no: letter.client_msg_no });
}

export const sendRoutes: readonly Route[] = [
  ["POST", "/message/send", answerSend, answerDirectly(sendParams, send)],
  ["POST", "/message/sendbatch", sendBatch],
];

/**
 * A message to each subscriber, in a person channel. Answers with those that did not get it. What ends the batch when some have theirs is
 * the reason of all others: the request is refused only while nobody has a message, so that it can be repeated.
 */
async function sendBatch(c: WukongimContext): Promise<Response> {
  const { subscribers, ...letter } = await readBody(c, batchParams);
  if (subscribers.length === 0) throw invalid("subscribers: must not be empty");
  const delivery = await readDelivery(c, letter);
  const failed: { uid: string; reason: string }[] = [];
  for (const [at, uid] of subscribers.entries()) {
    const own = { ...letter, client_msg_no: letter.client_msg_no || randomUUID() };
    try {
      await deliver(c, { letter: own, delivery, addressed: personOf(letter, uid) });
    } catch (error) {
      const isOfAll = answerOf(error)?.status !== 400;
      if (isOfAll && failed.length === at) throw error;
      const reason = reasonOfAny(error);
      failed.push(
        ...subscribers.slice(at, isOfAll ? undefined : at + 1).map((left) => ({ uid: left, reason })),
      );
      if (isOfAll) break;
    }
  }
  return answerJson(c, {
    fail_uids: failed.map(({ uid }) => uid),
    reason: failed.map(({ reason }) => reason),
  });
}

const personOf = ({ from_uid: fromUid }: Letter, uid: string): Addressed => ({
  fromUid,
  channelType: CHANNEL_TYPES.person,
  channelId: uid,
});

/** Why a message was not written, in words; writes a bug to the log. */
function reasonOfAny(error: unknown): string {
  const known = answerOf(error);
  if (!known) log.error({ err: error }, "wukongim: a batch could not go on");
  return known?.body.msg ?? "The server could not write the message.";
}

/** The refusal of one of several messages, which no repetition ends differently; throws any other error. */
function refusalOf(error: unknown): WireAnswer {
  const known = answerOf(error);
  if (known?.status !== 400) throw error;
  return known;
}

/** Leaves out those that it cannot reach, such as the sender; refuses when there is nobody else. */
async function sendToEach(
  c: SenderContext,
  { letter, delivery, uids }: { letter: Letter; delivery: Delivery; uids: readonly string[] },
): Promise<void> {
  const refusals: WireAnswer[] = [];
  for (const uid of uids)
    await deliver(c, { letter, delivery, addressed: personOf(letter, uid) }).catch((error: unknown) =>
      refusals.push(refusalOf(error)),
    );
  const [first] = refusals;
  if (first && refusals.length === uids.length) throw new WireError(first);
}

/** What a message's header means in this account. */
export async function readDelivery(c: SenderContext, { header }: Pick<Letter, "header">): Promise<Delivery> {
  const { services, caller } = c.var;
  const isFlagged = header.syncOnce !== null;
  if (isFlagged) return readHeader(header, "stored");
  const { messagesWithoutFlags } = await getAccountSettings(services.database, caller);
  return readHeader(header, messagesWithoutFlags);
}

type Sending = { letter: Letter; delivery: Delivery; addressed: Addressed };

/** Writes a message, or passes it on; returns its id. Those of customers share transactions. */
export async function deliver(c: SenderContext, { letter, delivery, addressed }: Sending): Promise<number> {
  const { services, caller, inboxId } = c.var;
  requirePeer(addressed);
  if (delivery.storage === "stored" && !isReservedUid(addressed.fromUid)) {
    const messageId = await writeSoon(services.run, inboxId, { caller, letter, delivery, addressed });
    if (messageId !== null) return messageId;
  }
  const of = { inboxId, names: namesIn(addressed) };
  const route = routeMessage(addressed, await readNames(services.database, caller.accountId, of));
  if (delivery.storage === "ephemeral") return passMessage(c, { letter, addressed, route });
  return writeOnce(c, { letter, delivery, addressed, route });
}

/** Refuses a channel of type 1 whose id no user can have: in the inbox it may be the name of a group. */
function requirePeer({ channelType, channelId }: Addressed): void {
  if (channelType === CHANNEL_TYPES.person) parseInput(peer, { channel_id: channelId });
}

const peer = z.object({ channel_id: uid });

/** A request with the same number and another text may have written in the meantime: the second try sees its message. */
async function writeOnce(c: SenderContext, writing: Sending & { route: MessageRoute }): Promise<number> {
  const { services, caller, inboxId } = c.var;
  const write = () => services.run(writeMessage, caller, { inboxId, ...writing });
  try {
    return (await write()).result.messageId;
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "client_id.taken") throw error;
    return (await write()).result.messageId;
  }
}
