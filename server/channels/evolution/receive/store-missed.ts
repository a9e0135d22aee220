import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { MessageNotHere } from "@/server/channels/message-not-here";
import { isPassing } from "@/server/channels/passing-refusals";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type KnownKey, listKnownKeys, readContent } from "@/server/store/messages/provider-keys";
import type { EvolutionInbox } from "./evolution-inbox";
import { contentOf } from "./message-content";
import { storeDeletion, storeEdit } from "./store-change";
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
    if (here) await storeChanges(inbox, message, here);
    if (here || message.key.deleted) continue;
    missing++;
    await storeMessage(inbox, message).catch((error: unknown) => leaveOut(inbox, message, error));
  }
  await storeStatuses(inbox, messages.flatMap(reportsOf), { isRepetition: true });
  return missing;
}

/** Leaves out a message for which no search is to wait. Throws what may end differently in the next search, which begins with it. */
function leaveOut({ inboxId }: EvolutionInbox, { key }: EvolutionMessage, error: unknown): void {
  const isLater = error instanceof NotDecidedYet || error instanceof MessageNotHere;
  if (!isLater && (!isRefusal(error) || isPassing(error))) throw error;
  const context = { inboxId, sourceId: key.id };
  if (isLater) log.info(context, "a message is left for the next search");
  else log.error({ ...context, reason: reasonOf(error) }, "a message that a search found was refused");
}

/** Stores that a message that is here was edited or deleted, also one of ours on the phone. */
async function storeChanges(inbox: EvolutionInbox, message: EvolutionMessage, here: KnownKey): Promise<void> {
  const { key } = message;
  if (key.deleted) return storeDeletion(inbox, { sourceId: key.id, at: message.messageTimestamp });
  if (!statusesOf(message).includes("EDITED")) return;
  if (here.direction === "out" && (await isAsSent(inbox, message, here))) return;
  await storeEdit(inbox, { key, editedMessage: message.message });
}

/** Whether WhatsApp has a message of ours as it was written here, in WhatsApp's marks. */
async function isAsSent(
  { accountId, services }: EvolutionInbox,
  message: EvolutionMessage,
  { messageId }: KnownKey,
): Promise<boolean> {
  const written = await readContent(services.database, accountId, messageId);
  const text = contentOf(message)?.text;
  return written === null || text === undefined || whatsappText(written).trim() === text.trim();
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
