import type { SenderContext } from "@/server/dialects/wukongim/context";
import { refusedFor } from "@/server/dialects/wukongim/errors";
import { findNamedPlace } from "@/server/queries/wukongim/channels";
import { drawMessageId } from "@/server/queries/wukongim/payloads";
import type { Letter } from "./message-params";
import { requireWriter } from "./require-writer";
import type { Addressed, MessageRoute } from "./route-message";

type Passing = { letter: Letter; addressed: Addressed; route: MessageRoute };

/**
 * Passes a message to those who are connected; nothing of it is kept. Returns an id that no message has. In a channel
 * between users that nobody has written to, nobody is connected.
 */
export async function passMessage(c: SenderContext, { addressed, route }: Passing): Promise<number> {
  const { services, caller, inboxId } = c.var;
  const { database } = services;
  const { accountId } = caller;
  const place = await findNamedPlace(database, accountId, { inboxId, sourceId: route.sourceId });
  if (!place?.conversationId && !route.customers) throw refusedFor("noChannel");
  const writer = route.writer
    ? await findNamedPlace(database, accountId, { inboxId, sourceId: route.writer })
    : null;
  if (route.writer && !route.customers && !writer) throw refusedFor("notSubscriber");
  const reached = { conversationId: place?.conversationId ?? 0, writerId: writer?.contactId ?? 0 };
  await requireWriter({ ...database, caller }, { inboxId, addressed, route, place: reached });
  return drawMessageId(database);
}
