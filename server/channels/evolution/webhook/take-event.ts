import type { z } from "zod";
import { isInChat } from "@/server/channels/evolution/receive/chat";
import type { EvolutionInbox } from "@/server/channels/evolution/receive/evolution-inbox";
import { storeDeletion, storeEdit } from "@/server/channels/evolution/receive/store-change";
import { storeGroupName, storeParticipants } from "@/server/channels/evolution/receive/store-group";
import { storeMessage } from "@/server/channels/evolution/receive/store-message";
import { NotDecidedYet } from "@/server/channels/evolution/receive/store-own-message";
import { storeStatuses } from "@/server/channels/evolution/receive/store-statuses";
import { NOT_CONNECTED } from "@/server/channels/evolution/server/instance";
import { MessageNotHere } from "@/server/channels/message-not-here";
import { isPassing } from "@/server/channels/passing-refusals";
import type { WebhookResult } from "@/server/channels/webhook-result";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { saveConnection } from "@/server/store/inboxes/channel-connection";
import {
  connectionUpdate,
  deletedMessage,
  type Envelope,
  evolutionMessage,
  groupUpdate,
  messageEdit,
  participantsUpdate,
  statusUpdate,
} from "./envelope";

/** Stores the data of one event, each of which Evolution API may send alone or in a list. */
const TAKERS: Readonly<Record<string, (inbox: EvolutionInbox, data: readonly unknown[]) => Promise<void>>> = {
  "messages.upsert": storeMessages,
  "send.message": storeMessages,
  "messages.update": (inbox, data) => storeStatuses(inbox, readEach(inbox, statusUpdate, data)),
  "messages.edited": async (inbox, data) => {
    for (const edit of readEach(inbox, messageEdit, data)) await storeEdit(inbox, edit);
  },
  "messages.delete": async (inbox, data) => {
    for (const key of readEach(inbox, deletedMessage, data))
      if (isInChat(key)) await storeDeletion(inbox, { sourceId: key.id, at: null });
  },
  "connection.update": storeState,
  "group.update": storeGroups,
  "groups.update": storeGroups,
  "group.participants.update": async (inbox, data) => {
    for (const update of readEach(inbox, participantsUpdate, data)) await storeParticipants(inbox, update);
  },
};

/** Stores what a webhook brought. One that is to come again doubles nothing. Throws what the database throws. */
export async function takeEvent(
  inbox: EvolutionInbox,
  { event, instance, sender, data }: Envelope,
): Promise<WebhookResult> {
  const { inboxId, settings } = inbox;
  if (instance !== settings.instance) {
    log.warn({ inboxId, instance }, "a webhook of Evolution API is about another instance");
    return "stored";
  }
  const take = TAKERS[event];
  if (!take) return "stored";
  try {
    await take({ ...inbox, ownId: sender }, Array.isArray(data) ? data : [data]);
    return "stored";
  } catch (error) {
    if (!mayEndDifferently(error)) throw error;
    log.info({ inboxId, event, reason: error.message }, "a webhook of Evolution API is to come again");
    return isEarly(error) ? "early" : "later";
  }
}

/** What another try may end differently. */
const mayEndDifferently = (error: unknown): error is Error =>
  isEarly(error) || (isRefusal(error) && isPassing(error));

const isEarly = (error: unknown): error is Error =>
  error instanceof NotDecidedYet || error instanceof MessageNotHere;

async function storeGroups(inbox: EvolutionInbox, data: readonly unknown[]): Promise<void> {
  for (const update of readEach(inbox, groupUpdate, data)) await storeGroupName(inbox, update);
}

async function storeMessages(inbox: EvolutionInbox, data: readonly unknown[]): Promise<void> {
  for (const message of readEach(inbox, evolutionMessage, data)) await storeMessage(inbox, message);
}

const STATES = { open: "connected", connecting: "connecting", close: "disconnected" } as const;

async function storeState({ accountId, inboxId, ...inbox }: EvolutionInbox, data: readonly unknown[]) {
  const { services } = inbox;
  const [update] = readEach({ inboxId }, connectionUpdate, data);
  if (!update) return;
  const state = STATES[update.state];
  const error = state === "disconnected" ? NOT_CONNECTED : null;
  await saveConnection(services.database, accountId, {
    inboxId,
    state,
    error,
    nextTryAt: null,
    now: services.now(),
  });
}

/** Those of a known form: the others would be refused in every repetition. */
function readEach<S extends z.ZodType>(
  { inboxId }: Pick<EvolutionInbox, "inboxId">,
  schema: S,
  data: readonly unknown[],
): z.output<S>[] {
  return data.flatMap((one) => {
    const read = schema.safeParse(one);
    if (read.success) return [read.data];
    log.error({ inboxId, issues: read.error.issues }, "a datum of Evolution API has an unknown form");
    return [];
  });
}
