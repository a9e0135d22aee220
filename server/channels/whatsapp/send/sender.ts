import { z } from "zod";
import { type ChannelParts, OUTDATED_SETTINGS } from "@/server/channels/manifest";
import { linkOwnNumber } from "@/server/channels/places";
import { createGraph, type Graph, jsonBody, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { type Failed, failureOf } from "@/server/channels/whatsapp/graph/graph-outcome";
import { type WhatsappSettings, whatsappSettings } from "@/server/channels/whatsapp/settings";
import { templateBody } from "@/server/channels/whatsapp/templates/template-body";
import type { Sender, SendRequest, SendResult } from "@/server/contract/channel/callback-body";
import { sentTemplate } from "@/server/contract/channel/sent-template";
import { TEMPLATE_CONTENT_TYPE } from "@/server/domain/message/channel-template";
import type { SendOutcome } from "@/server/domain/send/send";
import type { Posted } from "@/server/lib/outbound/post";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { findChannelAddress } from "@/server/store/contacts/channel-address";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { callbackData } from "./callback-data";
import { CAPTION_CHARS_MAX, DOCUMENT_BYTES_MAX, isVoice, mediaKindOf } from "./media-kind";
import { uploadMedia } from "./upload-media";
import { whatsappText } from "./whatsapp-text";

/** From the call to the end of the answer, also for a file. */
const TOTAL_MS = 30_000;

/** Takes messages to customers by Meta's Cloud API. */
export function openWhatsappSender({ services }: ChannelParts): { sender: Sender; close(): void } {
  const graph = createGraph(TOTAL_MS);
  return {
    sender: {
      send: (request) => send(request, { graph, services }).catch(unprepared),
      // Meta answers no questions about a message; its webhook reports by itself what became of one.
      lookUp: async () =>
        resultOf({ kind: "ambiguous", reason: "WhatsApp cannot be asked about a message." }),
    },
    close: graph.close,
  };
}

type Sending = { graph: Graph; services: ChannelParts["services"] };

async function send(request: SendRequest, { graph, services }: Sending): Promise<SendResult> {
  const read = whatsappSettings.safeParse(request.settings);
  if (!read.success) return refused(OUTDATED_SETTINGS);
  const { accountId, conversation, inbox, message, attempt } = request;
  const to = await findChannelAddress(services.database, accountId, conversation.id);
  if (to === null) return refused("The customer has no WhatsApp number in this inbox.");
  const content = await contentOf(request, read.data, { graph, services });
  if ("failed" in content) return resultOf(content.failed);
  const posted = await graph.post(
    read.data,
    `${read.data.phoneNumberId}/messages`,
    jsonBody({
      messaging_product: "whatsapp",
      ...(await recipientOf(to, request, services)),
      ...content.body,
      ...contextOf(message),
      biz_opaque_callback_data: callbackData(inbox.id, { messageId: message.id, attempt }),
    }),
  );
  const outcome = outcomeOf(posted, services.now());
  if (outcome.kind === "accepted") {
    await noteUse(services, request);
    const parties = { contactId: request.contact.id, to, number: numberIn(posted) };
    await linkOwnNumber({ accountId, inboxId: inbox.id, services }, parties);
  }
  return resultOf(outcome, posted);
}

/** Never throws: the message was sent, whatever becomes of this. */
async function noteUse(
  { database, now }: Sending["services"],
  { accountId, inbox }: SendRequest,
): Promise<void> {
  const used = { inboxId: inbox.id, direction: "out", now: now() } as const;
  await markConnectionUsed(database, accountId, used).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error), inboxId: inbox.id }, "could not note that an inbox was used"),
  );
}

/** Whom a message goes to. A customer who hides their number is reached by Meta's id of them, and a group by its own. */
async function recipientOf(
  id: string,
  { accountId, inbox }: SendRequest,
  { database }: Sending["services"],
): Promise<object> {
  if (/^\+?\d+$/.test(id)) return { recipient_type: "individual", to: id };
  const place = await findChannelPlace(database, accountId, { inboxId: inbox.id, sourceId: id });
  return place?.isGroup
    ? { recipient_type: "group", to: id }
    : { recipient_type: "individual", recipient: id };
}

/** What it quotes, by Meta's id. */
const contextOf = ({ inReplyTo }: SendRequest["message"]) =>
  inReplyTo?.sourceId ? { context: { message_id: inReplyTo.sourceId } } : {};

const addressed = z.object({ contacts: z.array(z.object({ wa_id: z.string() })).length(1) });

/** The number by which WhatsApp knows the customer, which may be written otherwise than what the message was sent to. */
const numberIn = (posted: Posted): string | undefined =>
  posted.answered ? addressed.safeParse(jsonOf(posted.excerpt)).data?.contacts[0]?.wa_id : undefined;

const answered = z.object({
  messages: z.array(z.object({ id: z.string().min(1), message_status: z.string().optional() })).min(1),
});

/** A 2xx without an id was cut off: Meta has the message, but which one it is comes with its statuses only. */
function outcomeOf(posted: Posted, endedAt: Date): SendOutcome {
  if (!posted.answered || posted.status < 200 || posted.status >= 300) return failureOf(posted, endedAt);
  const read = answered.safeParse(jsonOf(posted.excerpt));
  const [taken] = read.success ? read.data.messages : [];
  if (!taken) return { kind: "ambiguous", reason: "The answer of WhatsApp was cut off." };
  const isPending = taken.message_status !== undefined && taken.message_status !== "accepted";
  return { kind: "accepted", sourceId: taken.id, status: isPending ? "pending" : "sent" };
}

type Content = { body: object } | { failed: Failed };

/** The content of a message, as Meta's API has it. */
async function contentOf(
  { accountId, message }: SendRequest,
  settings: WhatsappSettings,
  { graph, services }: Sending,
): Promise<Content> {
  if (message.contentType === TEMPLATE_CONTENT_TYPE) return templateOf(message);
  const text = whatsappText(message.content);
  const [file, ...more] = message.attachments ?? [];
  if (!file) return { body: { type: "text", text: { body: text, preview_url: true } } };
  if (more.length > 0) return fails("WhatsApp takes one file with each message. Send the files one by one.");
  if ([...text].length > CAPTION_CHARS_MAX)
    return fails(`A text with a file may have at most ${CAPTION_CHARS_MAX} characters on WhatsApp.`);
  if (file.bytes > DOCUMENT_BYTES_MAX) return fails("WhatsApp takes files of at most 100 MB.");
  const kind = mediaKindOf(file, { hasText: text !== "" });
  const uploaded = await uploadMedia({ graph, settings, services, accountId }, file.id);
  if ("failed" in uploaded) return uploaded;
  const media = {
    id: uploaded.mediaId,
    ...(text !== "" && { caption: text }),
    ...(kind === "document" && { filename: file.name }),
    ...(kind === "audio" && isVoice(file.contentType) && { voice: true }),
  };
  return { body: { type: kind, [kind]: media } };
}

function templateOf({ contentAttributes }: SendRequest["message"]): Content {
  const read = sentTemplate.safeParse(contentAttributes["channelTemplate"]);
  return read.success
    ? { body: templateBody(read.data) }
    : fails("The template of the message is not stored any more.");
}

const fails = (error: string): Content => ({ failed: { kind: "refused", error } });

const resultOf = (outcome: SendOutcome, posted?: Posted): SendResult => ({
  outcome,
  durationMs: posted?.durationMs ?? 0,
  status: posted?.answered ? posted.status : null,
  address: posted?.address ?? null,
});

const refused = (error: string): SendResult => resultOf({ kind: "refused", error });

/** Nothing was sent. */
const unprepared = (error: unknown): SendResult =>
  resultOf({
    kind: "not_sent",
    reason: `The message could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
    retryAfterMs: null,
  });
