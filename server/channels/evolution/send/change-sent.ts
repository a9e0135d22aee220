import { jidOf } from "@/server/channels/evolution/receive/chat";
import type { EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { failureOf } from "@/server/channels/evolution/server/evolution-outcome";
import { readMessages } from "@/server/channels/evolution/server/messages";
import { type EvolutionSettings, evolutionSettings } from "@/server/channels/evolution/settings";
import { type ChannelParts, OUTDATED_SETTINGS } from "@/server/channels/manifest";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import type { ChangeRequest, ChangeResult } from "@/server/contract/channel/callback-body";
import { findChannelAddress } from "@/server/store/contacts/channel-address";

type Changing = { api: EvolutionApi; services: ChannelParts["services"] };

/** How WhatsApp knows a message of ours. */
type Key = { id: string; remoteJid: string; fromMe: true };

const refused = (error: string): ChangeResult => ({ outcome: { kind: "refused", error }, durationMs: 0 });

/** Edits or deletes a message at the instance that sent it. WhatsApp does either once, however often it is called. */
export async function changeSent(request: ChangeRequest, changing: Changing): Promise<ChangeResult> {
  const read = evolutionSettings.safeParse(request.settings);
  if (!read.success) return refused(OUTDATED_SETTINGS);
  const found = await findKey(request, read.data, changing);
  if ("durationMs" in found) return found;
  const { api, services } = changing;
  const { id, remoteJid, fromMe } = found;
  const posted =
    request.kind === "delete"
      ? await api.delete(read.data, "chat/deleteMessageForEveryone", { id, remoteJid, fromMe })
      : await api.post(read.data, "chat/updateMessage", {
          number: remoteJid,
          text: whatsappText(request.message.content),
          key: found,
        });
  const isDone = posted.answered && posted.status >= 200 && posted.status < 300;
  const outcome = isDone ? ({ kind: "accepted" } as const) : failureOf(posted, services.now());
  return { outcome, durationMs: posted.durationMs };
}

/**
 * The key of a message. The instance refuses a change in another chat than it has stored the message in, which may be an id that hides
 * the number; without its answer it is the chat of the conversation.
 */
async function findKey(
  { accountId, message }: ChangeRequest,
  settings: EvolutionSettings,
  { api, services }: Changing,
): Promise<Key | ChangeResult> {
  const { sourceId: id, conversationId } = message;
  if (id === null) return refused("The message has no id of WhatsApp.");
  const page = await readMessages(api, settings, { where: { key: { id } }, page: 1, size: 1 });
  if ("failed" in page)
    return { outcome: { kind: "not_sent", reason: page.failed, retryAfterMs: null }, durationMs: 0 };
  const stored = page.messages.find(({ key }) => key.id === id);
  if (stored) return { id, remoteJid: stored.key.remoteJid, fromMe: true };
  const to = await findChannelAddress(services.database, accountId, conversationId);
  if (to === null) return refused("The customer has no WhatsApp number in this inbox.");
  return { id, remoteJid: jidOf(to), fromMe: true };
}
