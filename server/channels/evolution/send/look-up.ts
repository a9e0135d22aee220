import { jidOf } from "@/server/channels/evolution/receive/chat";
import { contentOf } from "@/server/channels/evolution/receive/message-content";
import { signalOf } from "@/server/channels/evolution/receive/store-statuses";
import type { EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { readMessages } from "@/server/channels/evolution/server/messages";
import type { EvolutionSettings } from "@/server/channels/evolution/settings";
import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import type { ChannelParts } from "@/server/channels/manifest";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import type { SendRequest } from "@/server/contract/channel/callback-body";
import { listKnownKeys } from "@/server/store/messages/provider-keys";
import { listRevisions } from "@/server/store/messages/revisions";

type LookingUp = {
  api: EvolutionApi;
  services: ChannelParts["services"];
  settings: EvolutionSettings;
  to: string;
};

/** WhatsApp's clock and ours may differ by so much. */
const CLOCKS_MS = 60_000;
const NEWEST = 50;
/** So many earlier texts are compared. */
const EDITS = 20;

type Found = { sourceId: string; status: "sent" | "pending" } | { reason: string };

/** The message of a request among those that the instance has sent to its chat, which no message of ours is known by. */
export async function findSentMessage(
  { accountId, inbox, message }: SendRequest,
  { api, services, settings, to }: LookingUp,
): Promise<Found> {
  const key = { remoteJid: jidOf(to), fromMe: true };
  const page = await readMessages(api, settings, { where: { key }, page: 1, size: NEWEST });
  if ("failed" in page) return { reason: `Evolution API cannot be searched for the message: ${page.failed}` };
  const since = new Date(message.createdAt).getTime() - CLOCKS_MS;
  const texts = await readTexts(services, accountId, message);
  const hasFile = (message.attachments ?? []).length > 0;
  const isSame = (one: EvolutionMessage) => isSent(one, { texts, hasFile });
  const same = page.messages.filter((one) => one.messageTimestamp.getTime() >= since && isSame(one));
  const sourceIds = same.map((one) => one.key.id);
  const known = await listKnownKeys(services.database, accountId, { inboxId: inbox.id, sourceIds });
  const others = new Set(
    known.filter(({ messageId }) => messageId !== message.id).map((one) => one.sourceId),
  );
  const [found] = same.filter((one) => !others.has(one.key.id)).toReversed();
  if (!found) return { reason: "Evolution API gave no answer, and does not have the message." };
  return { sourceId: found.key.id, status: isAtWhatsapp(found) ? "sent" : "pending" };
}

/** Whether WhatsApp has it, not the instance alone. */
const isAtWhatsapp = ({ status, MessageUpdate }: EvolutionMessage): boolean =>
  [status ?? "", ...(MessageUpdate ?? []).map((one) => one.status)].some((one) => {
    const signal = signalOf(one);
    return signal !== undefined && signal !== "failed";
  });

/** What may have been sent: the text as it is now, and those before an edit. */
async function readTexts(
  { database }: LookingUp["services"],
  accountId: number,
  { id: messageId, content }: SendRequest["message"],
): Promise<string[]> {
  const earlier = await listRevisions(database, accountId, { messageId, limit: EDITS });
  return [content, ...earlier.map((one) => one.content)].map((text) => whatsappText(text).trim());
}

function isSent(found: EvolutionMessage, sent: { texts: readonly string[]; hasFile: boolean }): boolean {
  const read = contentOf(found);
  if (!read || !found.key.fromMe) return false;
  return sent.texts.includes(read.text.trim()) && (read.media !== null) === sent.hasFile;
}
