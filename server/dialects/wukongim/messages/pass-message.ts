import { requireWritable } from "@/server/commands/_run/permission";
import type { SenderContext } from "@/server/dialects/wukongim/context";
import { invalid, refusedFor } from "@/server/dialects/wukongim/errors";
import { readPayload } from "@/server/dialects/wukongim/json/payload-text";
import { findNamedPlace } from "@/server/dialects/wukongim/queries/channels";
import { drawMessageId } from "@/server/dialects/wukongim/queries/payloads";
import { announceEphemeral } from "@/server/live/passing/passing";
import { addressEphemeral } from "@/server/queries/command-messages/address-ephemeral";
import type { Letter } from "./message-params";
import { requireWriter } from "./require-writer";
import type { Addressed, MessageRoute } from "./route-message";

type Passing = { letter: Letter; addressed: Addressed; route: MessageRoute };

/** The bytes of a payload that is not kept: it fits into one message between processes. */
const PASSING_BYTES_MAX = 3_000;

/**
 * Passes a message to those who are connected; nothing of it is kept. Returns an id that no message has. In a channel
 * between users that nobody has written to, nobody is connected.
 */
export async function passMessage(c: SenderContext, { letter, addressed, route }: Passing): Promise<number> {
  const { services, caller, inboxId } = c.var;
  const { database } = services;
  requireWritable(caller); // what passes is no command, which would refuse it
  if (letter.payload.byteLength > PASSING_BYTES_MAX)
    throw invalid(`payload: is longer than ${PASSING_BYTES_MAX} bytes, with header.no_persist 1`);
  const find = (sourceId: string) => findNamedPlace(database, caller.accountId, { inboxId, sourceId });
  const place = await find(route.sourceId);
  if (!place?.conversationId && !route.customers) throw refusedFor("noChannel");
  const writer = route.writer ? await find(route.writer) : null;
  if (route.writer && !route.customers && !writer) throw refusedFor("notSubscriber");
  const reached = { conversationId: place?.conversationId ?? 0, writerId: writer?.contactId ?? 0 };
  const reader = { query: database.query, raw: database.raw, caller };
  await requireWriter(reader, { inboxId, addressed, route, place: reached });
  const id = await drawMessageId(database);
  if (place?.conversationId) await announce(c, letter, { ...reached, id, isWriter: writer !== null });
  return id;
}

type Place = { id: number; conversationId: number; writerId: number; isWriter: boolean };

async function announce(
  c: SenderContext,
  letter: Letter,
  { id, conversationId, writerId, isWriter }: Place,
): Promise<void> {
  const { services, caller } = c.var;
  const head = await addressEphemeral(services.database, caller, {
    conversation: { conversationId },
    ...(isWriter && { fromContactId: writerId }),
    now: services.now(),
  });
  announceEphemeral(caller.accountId, {
    ...head,
    content: readPayload(letter.payload).text,
    contentType: "text",
    contentAttributes: {
      payload: letter.payload.toString("base64"),
      messageId: String(id),
      fromUid: letter.from_uid,
      syncOnce: letter.header.syncOnce === true,
    },
    clientId: letter.client_msg_no || null,
  });
}
