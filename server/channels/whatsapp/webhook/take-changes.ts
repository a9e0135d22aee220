import { z } from "zod";
import { MessageNotHere } from "@/server/channels/message-not-here";
import { isPassing } from "@/server/channels/passing-refusals";
import type { WebhookResult } from "@/server/channels/webhook-result";
import type { Graph } from "@/server/channels/whatsapp/graph/graph";
import { storeChange } from "@/server/channels/whatsapp/receive/store-change";
import { storeEcho } from "@/server/channels/whatsapp/receive/store-echo";
import { storeMessage, type WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import { storeStatuses } from "@/server/channels/whatsapp/receive/store-statuses";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { countUnknownNumber } from "@/server/store/inboxes/number-health";
import { findByNumber } from "./find-inbox";
import {
  changedMessage,
  echoedMessage,
  incomingMessage,
  messageStatus,
  type NumberChange,
  withRecipient,
  withWriter,
} from "./notification";

type Taking = { graph: Graph; isSigned: (appSecret: string) => boolean };

/**
 * Stores what a webhook brought, in its order. If something could not be stored, all of it is to come again, which doubles nothing.
 * Throws what the database throws.
 */
export async function takeChanges(
  inbox: WhatsappInbox,
  changes: readonly NumberChange[],
  taking: Taking,
): Promise<WebhookResult> {
  const results: WebhookResult[] = [];
  for (const change of changes) {
    const { phone_number_id: phoneNumberId, display_phone_number: displayNumber } = change.metadata;
    const isOwn = phoneNumberId === inbox.settings.phoneNumberId;
    const target = isOwn ? inbox : await findByNumber(inbox, phoneNumberId, taking.isSigned);
    if (target) results.push(await takeChange(target, change, taking));
    else await countUnknown(inbox, phoneNumberId, displayNumber);
  }
  return worstOf(results);
}

const worstOf = (results: readonly WebhookResult[]): WebhookResult =>
  (["later", "early"] as const).find((one) => results.includes(one)) ?? "stored";

/** A webhook for a number that no inbox has is not to come again: it would never end otherwise. It is counted where it came in. */
async function countUnknown(
  { inboxId, accountId, services }: WhatsappInbox,
  numberId: string,
  displayNumber: string | undefined,
): Promise<void> {
  log.warn({ inboxId, phoneNumberId: numberId }, "a WhatsApp webhook is about an unknown number");
  await countUnknownNumber(services.database, accountId, {
    inboxId,
    numberId: numberId.slice(0, NUMBER_CHARS_MAX),
    displayNumber: displayNumber?.slice(0, NUMBER_CHARS_MAX) ?? null,
    now: services.now(),
  });
}

const NUMBER_CHARS_MAX = 40;

async function takeChange(
  inbox: WhatsappInbox,
  { contacts = [], messages = [], statuses = [], message_echoes: echoes = [] }: NumberChange,
  { graph }: Taking,
): Promise<WebhookResult> {
  const { accountId, inboxId, services } = inbox;
  const works = [
    ...readEach(
      inbox,
      incomingMessage,
      messages.filter(isNew).map((one) => withWriter(one, contacts)),
    ).map((message) => () => {
      const isWriter = ({ wa_id: number, user_id: id }: (typeof contacts)[number]) =>
        number === message.from || id === message.from;
      const profileName = contacts.find(isWriter)?.profile?.name;
      return storeMessage(inbox, message, { graph, profileName });
    }),
    ...readEach(
      inbox,
      echoedMessage,
      echoes.filter(isNew).map((one) => withRecipient(one, contacts)),
    ).map((message) => () => storeEcho(inbox, message, { graph })),
    ...readEach(
      inbox,
      changedMessage,
      [...messages, ...echoes].filter((one) => !isNew(one)),
    ).map((one) => () => storeChange(inbox, one)),
  ];
  const results: WebhookResult[] = [];
  for (const work of works) results.push(await doPart(inbox, work));
  await storeStatuses(inbox, readEach(inbox, messageStatus, statuses));
  if (messages.length > 0)
    await markConnectionUsed(services.database, accountId, { inboxId, direction: "in", now: services.now() });
  return worstOf(results);
}

const typed = z.object({ type: z.string() });

/** Whether a part is a message, and no change of one. */
const isNew = (part: unknown): boolean => {
  const type = typed.safeParse(part).data?.type;
  return type !== "edit" && type !== "revoke";
};

/** Does one part of the work. */
async function doPart({ inboxId }: WhatsappInbox, work: () => Promise<void>): Promise<WebhookResult> {
  try {
    await work();
    return "stored";
  } catch (error) {
    if (!mayEndDifferently(error)) throw error;
    log.warn(
      { inboxId, error: error.cause, reason: error.message },
      "a part of a WhatsApp webhook is to come again",
    );
    return error instanceof MessageNotHere ? "early" : "later";
  }
}

/** What another try may end differently. */
const mayEndDifferently = (error: unknown): error is Error =>
  error instanceof MessageNotHere || (isRefusal(error) && isPassing(error));

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
