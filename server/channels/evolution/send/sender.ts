import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { personOf } from "@/server/channels/evolution/receive/chat";
import {
  answerOf,
  createEvolutionApi,
  type EvolutionApi,
} from "@/server/channels/evolution/server/evolution-api";
import { type Failed, failureOf } from "@/server/channels/evolution/server/evolution-outcome";
import { type EvolutionSettings, evolutionSettings } from "@/server/channels/evolution/settings";
import { type ChannelParts, OUTDATED_SETTINGS } from "@/server/channels/manifest";
import { linkOwnNumber } from "@/server/channels/places";
import { mediaKindOf } from "@/server/channels/whatsapp/send/media-kind";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import type { ChangeResult, Sender, SendRequest, SendResult } from "@/server/contract/channel/callback-body";
import type { SendOutcome } from "@/server/domain/send/send";
import type { Posted } from "@/server/lib/outbound/post";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { findChannelAddress } from "@/server/store/contacts/channel-address";
import { findFile } from "@/server/store/files/find-file";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { changeSent } from "./change-sent";
import { findSentMessage } from "./look-up";

/** Evolution API waits a moment, writes to WhatsApp, and answers then. */
const TOTAL_MS = 30_000;
/** A change needs two calls, and WhatsApp is waited for in the second one. */
const CHANGE_CALL_MS = 19_000;
const MB = 1024 * 1024;
/** A file is sent as base64 within JSON, so it is in memory several times. */
const FILE_BYTES_MAX = 48 * MB;

/** Takes messages to customers by an Evolution API server. */
export function openEvolutionSender({ services }: Pick<ChannelParts, "services">): {
  sender: Sender;
  close(): void;
} {
  const api = createEvolutionApi({ totalMs: TOTAL_MS });
  const changing = { api: createEvolutionApi({ totalMs: CHANGE_CALL_MS }), services };
  const parts = { api, services };
  return {
    sender: {
      send: (request) => send(request, parts).catch(unprepared),
      lookUp: (request) => lookUp(request, parts).catch(unprepared),
      changeSent: (request) => changeSent(request, changing).catch(notChanged),
    },
    close() {
      api.close();
      changing.api.close();
    },
  };
}

type Sending = { api: EvolutionApi; services: ChannelParts["services"] };
type Prepared = { settings: EvolutionSettings; to: string };

async function prepare({ settings, accountId, conversation }: SendRequest, { services }: Sending) {
  const read = evolutionSettings.safeParse(settings);
  if (!read.success) return { refused: OUTDATED_SETTINGS };
  const to = await findChannelAddress(services.database, accountId, conversation.id);
  if (to === null) return { refused: "The customer has no WhatsApp number in this inbox." };
  return { settings: read.data, to } satisfies Prepared;
}

async function send(request: SendRequest, sending: Sending): Promise<SendResult> {
  const prepared = await prepare(request, sending);
  if ("refused" in prepared) return refused(prepared.refused);
  const content = await contentOf(request, sending);
  if ("failed" in content) return resultOf(content.failed);
  const { api, services } = sending;
  const { path, body } = content;
  const quotedId = request.message.inReplyTo?.sourceId;
  const quoted = quotedId ? { quoted: { key: { id: quotedId } } } : {};
  const posted = await api.post(prepared.settings, path, { number: prepared.to, ...body, ...quoted });
  const outcome = outcomeOf(posted, services.now());
  if (outcome.kind === "accepted") {
    await noteUse(services, request);
    const { accountId, inbox, contact } = request;
    const parties = { contactId: contact.id, to: prepared.to, number: numberIn(posted) };
    await linkOwnNumber({ accountId, inboxId: inbox.id, services }, parties);
  }
  return resultOf(outcome, posted);
}

/**
 * Searches for a message whose sending had no definite answer. One that is not found may still be on its way: Evolution API waits
 * before it sends.
 */
async function lookUp(request: SendRequest, sending: Sending): Promise<SendResult> {
  const prepared = await prepare(request, sending);
  if ("refused" in prepared) return resultOf({ kind: "ambiguous", reason: prepared.refused });
  const { api, services } = sending;
  const found = await findSentMessage(request, { api, services, ...prepared });
  if ("sourceId" in found) return resultOf({ kind: "accepted", ...found });
  return resultOf({ kind: "ambiguous", reason: found.reason });
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

const addressed = z.object({ key: z.object({ remoteJid: z.string() }) });

/** The number by which WhatsApp knows the customer, which may be written otherwise than what the message was sent to. */
const numberIn = (posted: Posted): string | undefined =>
  personOf(answerOf(posted, addressed)?.key.remoteJid)?.sourceId;

const answered = z.object({
  key: z.object({ id: z.string().min(1) }),
  status: z.string().nullish().catch(null),
});

/** `PENDING`: it is on its way to WhatsApp's server, whose receipt follows. A 2xx without an id was cut off. */
function outcomeOf(posted: Posted, endedAt: Date): SendOutcome {
  if (!posted.answered || posted.status < 200 || posted.status >= 300) return failureOf(posted, endedAt);
  const read = answerOf(posted, answered);
  if (!read) return { kind: "ambiguous", reason: "The answer of Evolution API was cut off." };
  const isPending = read.status?.toUpperCase() === "PENDING";
  return { kind: "accepted", sourceId: read.key.id, status: isPending ? "pending" : "sent" };
}

type Content = { path: string; body: object } | { failed: Failed };

const fails = (error: string): Content => ({ failed: { kind: "refused", error } });

/** The route for a message, and its body without the recipient. */
async function contentOf({ accountId, message }: SendRequest, { services }: Sending): Promise<Content> {
  const text = whatsappText(message.content);
  const [file, ...more] = message.attachments ?? [];
  if (!file) return { path: "message/sendText", body: { text, linkPreview: true } };
  if (more.length > 0) return fails("WhatsApp takes one file with each message. Send the files one by one.");
  if (file.bytes > FILE_BYTES_MAX) return fails("This channel sends files of at most 48 MB.");
  const stored = await findFile(services.database, { accountId, id: file.id });
  if (stored?.state !== "ready") return fails("The file is not stored any more.");
  const base64 = (await buffer(await services.files.read(stored.key))).toString("base64");
  // Evolution API makes a voice message of any sound, which has no text below it.
  if (file.contentType.startsWith("audio/") && text === "")
    return { path: "message/sendWhatsAppAudio", body: { audio: base64, encoding: true } };
  return {
    path: "message/sendMedia",
    body: {
      mediatype: mediaKindOf(file, { hasText: text !== "" }),
      mimetype: file.contentType,
      media: base64,
      fileName: file.name,
      ...(text !== "" && { caption: text }),
    },
  };
}

const resultOf = (outcome: SendOutcome, posted?: Posted): SendResult => ({
  outcome,
  durationMs: posted?.durationMs ?? 0,
  status: posted?.answered ? posted.status : null,
  address: posted?.address ?? null,
});

const refused = (error: string): SendResult => resultOf({ kind: "refused", error });

const notPrepared = (error: unknown) =>
  ({
    kind: "not_sent",
    reason: `The message could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
    retryAfterMs: null,
  }) as const;

/** Nothing was sent. */
const unprepared = (error: unknown): SendResult => resultOf(notPrepared(error));

/** Nothing was changed. */
const notChanged = (error: unknown): ChangeResult => ({ outcome: notPrepared(error), durationMs: 0 });
