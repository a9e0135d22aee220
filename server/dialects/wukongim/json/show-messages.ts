import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import { type RequestContext, renderingOf } from "@/server/dialects/wukongim/context";
import { readUids } from "@/server/dialects/wukongim/queries/channels";
import { readPayloads } from "@/server/dialects/wukongim/queries/payloads";
import { type MessageReader, type PayloadReader, withMadePayloads } from "./message-json";

type Sender = HistoryMessage["sender"];

/** What the JSON of messages needs besides them: payloads and the users of their senders. */
export async function messageReader(
  c: RequestContext,
  messages: readonly { id: number; sender: Sender }[],
): Promise<MessageReader> {
  const { services, caller, inboxId } = c.var;
  const { database } = services;
  const payloads = await readPayloads(
    database,
    caller.accountId,
    messages.map(({ id }) => id),
  );
  const contactIds = messages.flatMap(({ id, sender }) =>
    sender.type === "contact" && sender.id !== null && !payloads.has(id) ? [sender.id] : [],
  );
  const uids = await readUids(database, caller.accountId, { inboxId, contactIds: [...new Set(contactIds)] });
  return { payloads, uids, ...payloadReader(c) };
}

const payloadReader = (c: RequestContext): PayloadReader => ({
  rendering: renderingOf(c),
  locale: c.header("accept-language") ?? "en",
});

/** JSON of messages from Postgres as the answer to a request. */
export const showText = (c: RequestContext, text: string): string =>
  withMadePayloads(text, () => payloadReader(c));
