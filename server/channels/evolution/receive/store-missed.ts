import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { log } from "@/server/lib/process/log";
import { listKnownKeys } from "@/server/store/messages/provider-keys";
import type { EvolutionInbox } from "./evolution-inbox";
import { MessageNotHere, storeEdit } from "./store-change";
import { storeMessage } from "./store-message";
import { NotDecidedYet } from "./store-own-message";
import { storeStatuses } from "./store-statuses";

/** Stores messages that a search found, the oldest first: those that are missing, and what became of ours. Returns how many were missing. */
export async function storeMissed(
  inbox: EvolutionInbox,
  messages: readonly EvolutionMessage[],
): Promise<number> {
  const { accountId, inboxId, services } = inbox;
  const sourceIds = messages.map(({ key }) => key.id);
  const keys = await listKnownKeys(services.database, accountId, { inboxId, sourceIds });
  const known = new Map(keys.map((one) => [one.sourceId, one]));
  let missing = 0;
  for (const message of messages) {
    const here = known.get(message.key.id);
    if (here?.direction === "in" && statusesOf(message).includes("EDITED"))
      await storeEdit(inbox, { key: message.key, editedMessage: message.message });
    if (here) continue;
    missing++;
    await storeMessage(inbox, message).catch((error: unknown) => {
      if (!(error instanceof NotDecidedYet) && !(error instanceof MessageNotHere)) throw error;
      log.info({ inboxId, sourceId: message.key.id }, "a message is left for the next search");
    });
  }
  await storeStatuses(inbox, messages.flatMap(reportsOf), { isRepetition: true });
  return missing;
}

const statusesOf = ({ status, MessageUpdate }: EvolutionMessage): string[] => [
  ...(status ? [status] : []),
  ...(MessageUpdate ?? []).map((one) => one.status),
];

/** What became of a message of ours. */
const reportsOf = (message: EvolutionMessage) =>
  message.key.fromMe
    ? [...new Set(statusesOf(message))].map((status) => ({ id: message.key.id, fromMe: true, status }))
    : [];
