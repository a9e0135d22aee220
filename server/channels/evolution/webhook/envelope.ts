import { z } from "zod";
import { isStorableText } from "@/server/lib/storable-text";

const SOURCE_ID_CHARS_MAX = 200;

/** A number that some versions write as text, and protocol buffers as its two halves of 32 bits, of which `low` may be signed. */
export const wholeNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
  z
    .object({ low: z.number(), high: z.number().optional() })
    .transform(({ low, high = 0 }) => high * 2 ** 32 + (low >>> 0)),
]);

const SECONDS_MAX = 99_999_999_999;
/** A time in ms since 1970. Later ones are none that a date can have. */
const milliseconds = wholeNumber.pipe(
  z
    .number()
    .min(0)
    .max(SECONDS_MAX * 1_000),
);
/** A time in seconds since 1970, or in ms if it is too large for one. */
const secondsOrMs = milliseconds.transform((time) => new Date(time <= SECONDS_MAX ? time * 1_000 : time));

/** An id of WhatsApp's. What cannot be stored names nothing. */
const waId = z.string().max(SOURCE_ID_CHARS_MAX).refine(isStorableText);
/** One that may have another form: what it belongs to is stored without it. */
const otherId = waId.nullish().catch(null);
/** Whether it is so; some programs pass it on as text. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

export const messageKey = z.object({
  id: waId.min(1),
  remoteJid: waId.min(1),
  fromMe: flag.nullish(),
  /** Who wrote in a group. */
  participant: otherId,
  /** The phone's id where the other one hides the number. */
  remoteJidAlt: otherId,
  participantAlt: otherId,
  senderPn: otherId,
  participantPn: otherId,
  /** In a search: a program deleted it at the server, for everybody. */
  deleted: z.boolean().nullish().catch(null),
  /** The id that hides the number, where the other one has it. */
  senderLid: otherId,
  participantLid: otherId,
});
export type MessageKey = z.output<typeof messageKey>;

const content = z.record(z.string(), z.unknown());

/** A message, as webhooks and searches have it. `message`: what WhatsApp has, by the name of its type. */
export const evolutionMessage = z.object({
  key: messageKey,
  pushName: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  message: content.nullish(),
  /** What is beside the content: the message that it quotes, and whom it mentions. */
  contextInfo: z
    .object({
      stanzaId: z.string().max(SOURCE_ID_CHARS_MAX).nullish().catch(null),
      mentionedJid: z.array(z.string()).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  messageType: z.string().nullish().catch(null),
  /** That of its arrival if it cannot be read. */
  messageTimestamp: secondsOrMs.catch(() => new Date()),
  /** In a search: what became of it, in no order. */
  MessageUpdate: z
    .array(z.object({ status: z.string() }))
    .nullish()
    .catch(null),
});
export type EvolutionMessage = z.output<typeof evolutionMessage>;

/** What became of a message. Versions before 2.2 name it in `key`. */
export const statusUpdate = z
  .object({
    keyId: waId.nullish(),
    key: z.object({ id: waId }).nullish(),
    fromMe: flag.nullish(),
    status: z.string(),
  })
  .transform(({ keyId, key, fromMe, status }) => ({ id: keyId ?? key?.id ?? "", fromMe, status }));
export type StatusUpdate = z.output<typeof statusUpdate>;

/** A change of a message. `type`: that of WhatsApp's protocol, by its name or number; `REVOKE` and 0 delete it. */
export const messageEdit = z.object({
  key: messageKey.partial({ remoteJid: true }),
  type: z.union([z.string(), z.number()]).nullish(),
  editedMessage: content.nullish(),
  timestampMs: milliseconds.nullish().catch(null),
});
export type MessageEdit = z.output<typeof messageEdit>;

/** A message that was deleted. By another program at the server, its key is within, and `id` is the server's own. */
export const deletedMessage = z
  .union([
    z.object({ key: messageKey.partial({ remoteJid: true }) }),
    messageKey.partial({ remoteJid: true }),
  ])
  .transform((deleted) => ("key" in deleted ? deleted.key : deleted));

/** A change of a group. */
export const groupUpdate = z.object({ id: waId, subject: z.string().nullish().catch(null) });
export type GroupUpdate = z.output<typeof groupUpdate>;

/** Who came into a group or left it. `participantsData`: the same people, with their numbers where the server knows them. */
export const participantsUpdate = z.object({
  id: z.string(),
  action: z.string(),
  author: z.string().nullish().catch(null),
  participants: z.array(
    z.union([
      z.string().transform((id) => ({ id, phoneNumber: null })),
      z.object({ id: z.string(), phoneNumber: z.string().nullish().catch(null) }),
    ]),
  ),
  participantsData: z
    .array(
      z.object({
        jid: z.string(),
        phoneNumber: z.string().nullish().catch(null),
        name: z.string().nullish().catch(null),
      }),
    )
    .nullish()
    .catch(null),
});
export type ParticipantsUpdate = z.output<typeof participantsUpdate>;

export const connectionUpdate = z.object({
  state: z.enum(["open", "connecting", "close"]),
  statusReason: z.number().nullish().catch(null),
});

/** What Evolution API posts. Each datum is read alone, so that one of an unknown form stops no other. */
export const envelope = z.object({
  event: z.string().transform((name) => name.toLowerCase().replaceAll(/[_-]/g, ".")),
  instance: z.string(),
  /** The id of the instance's number. */
  sender: z.string().nullish().catch(null),
  data: z.unknown(),
});
export type Envelope = z.output<typeof envelope>;
