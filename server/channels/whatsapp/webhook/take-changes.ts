import type { z } from "zod";
import type { Graph } from "@/server/channels/whatsapp/graph/graph";
import { MediaNotReached } from "@/server/channels/whatsapp/receive/fetch-media";
import { storeMessage, type WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import { storeStatuses } from "@/server/channels/whatsapp/receive/store-statuses";
import { log } from "@/server/lib/process/log";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { findByNumber } from "./find-inbox";
import { incomingMessage, messageStatus, type NumberChange } from "./notification";

type Taking = { graph: Graph; isSigned: (appSecret: string) => boolean };

/**
 * Stores what a webhook brought, in its order. False: something could not be stored now, and all of it is to come again, which
 * doubles nothing. Throws what the database throws.
 */
export async function takeChanges(
  inbox: WhatsappInbox,
  changes: readonly NumberChange[],
  taking: Taking,
): Promise<boolean> {
  let isStored = true;
  for (const change of changes) {
    const { phone_number_id: phoneNumberId } = change.metadata;
    const isOwn = phoneNumberId === inbox.settings.phoneNumberId;
    const target = isOwn ? inbox : await findByNumber(inbox, phoneNumberId, taking.isSigned);
    if (target) isStored = (await takeChange(target, change, taking)) && isStored;
    else log.warn({ inboxId: inbox.inboxId, phoneNumberId }, "a WhatsApp webhook is about an unknown number");
  }
  return isStored;
}

async function takeChange(
  inbox: WhatsappInbox,
  { contacts = [], messages = [], statuses = [] }: NumberChange,
  { graph }: Taking,
): Promise<boolean> {
  const { accountId, inboxId, services } = inbox;
  let isStored = true;
  for (const message of readEach(inbox, incomingMessage, messages)) {
    const profileName = contacts.find(({ wa_id: id }) => id === message.from)?.profile?.name;
    try {
      await storeMessage(inbox, message, { graph, profileName });
    } catch (error) {
      if (!(error instanceof MediaNotReached)) throw error;
      log.warn({ inboxId, error: error.cause }, "the file of a WhatsApp message cannot be fetched yet");
      isStored = false;
    }
  }
  await storeStatuses(inbox, readEach(inbox, messageStatus, statuses));
  if (messages.length > 0)
    await markConnectionUsed(services.database, accountId, { inboxId, direction: "in", now: services.now() });
  return isStored;
}

/** Those of a known form: the others would be refused in every repetition. */
function readEach<S extends z.ZodType>(
  { inboxId }: WhatsappInbox,
  schema: S,
  parts: readonly unknown[],
): z.output<S>[] {
  return parts.flatMap((one) => {
    const read = schema.safeParse(one);
    if (read.success) return [read.data];
    log.error({ inboxId, issues: read.error.issues }, "a part of a WhatsApp webhook has an unknown form");
    return [];
  });
}
