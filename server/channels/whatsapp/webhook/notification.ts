import { z } from "zod";
import { isKnownTime } from "@/server/channels/known-time";
import { graphError } from "@/server/channels/whatsapp/graph/graph-error";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { log } from "@/server/lib/process/log";
import { isStorableText } from "@/server/lib/storable-text";

/** What may have another form than is known, or none: whatever it belongs to is stored without it. */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** What is a text of digits at Meta, and a number behind some proxies. */
const digits = z.union([z.string(), z.number().transform(String)]);

/** A text that may be missing, or null. */
const words = lenient(z.string());

/** An id of Meta's. What cannot be stored names nothing. */
const metaId = digits.pipe(z.string().min(1).max(SOURCE_ID_CHARS_MAX).refine(isStorableText));

const SECONDS_MAX = 99_999_999_999;
/** Seconds since 1970, or ms if they are too many for seconds. */
const timestamp = digits
  .pipe(z.string().regex(/^\d{1,13}$/))
  .transform((text) => new Date(Number(text) <= SECONDS_MAX ? Number(text) * 1_000 : Number(text)))
  .refine(isKnownTime);

/** The time of what is stored in any case: if it cannot be read, that of its arrival. */
const timeOrNow = timestamp.catch(() => new Date());

const media = z.object({
  id: metaId,
  mime_type: words,
  caption: words,
  filename: words,
  voice: lenient(z.boolean()),
});
export type IncomingMedia = z.output<typeof media>;

const choice = z.object({ title: z.string(), description: words });

/** The answers to a flow: their values by name, as JSON. */
const flowReply = z.object({ body: words, response_json: words });
export type FlowReply = z.output<typeof flowReply>;

/** Somebody whose number a business has requested sends a card without a name. */
const contactCard = z.object({
  name: lenient(z.object({ formatted_name: z.string() })),
  phones: lenient(z.array(z.object({ phone: words, type: words }))),
  emails: lenient(z.array(z.object({ email: words }))),
  org: lenient(z.object({ company: words })),
});
export type ContactCard = z.output<typeof contactCard>;

/** What a customer has chosen in a catalog. */
const order = z.object({
  text: lenient(z.string()),
  product_items: z.array(
    z.object({
      product_retailer_id: digits,
      quantity: lenient(digits),
      item_price: lenient(digits),
      currency: lenient(z.string()),
    }),
  ),
});
export type Order = z.output<typeof order>;

/** Who wrote, or is written to, by Meta's id: a number has no plus, whichever way it is written. */
const party = metaId.transform((id) => id.replace(/^\+(?=\d{1,20}$)/, ""));

/** Degrees, which some proxies write as text. */
const degrees = (max: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,3}(\.\d{1,30})?$/)
        .transform(Number),
    ])
    .pipe(z.number().min(-max).max(max));

/** A customer's message, as far as it is read. What its type has is in the field of that name. */
export const incomingMessage = z.object({
  from: party,
  id: metaId,
  timestamp: timeOrNow,
  type: z.string().catch("unknown"),
  text: lenient(z.object({ body: z.string() })),
  image: lenient(media),
  video: lenient(media),
  audio: lenient(media),
  document: lenient(media),
  sticker: lenient(media),
  location: lenient(
    z.object({
      latitude: degrees(90),
      longitude: degrees(180),
      name: words,
      address: words,
    }),
  ),
  contacts: lenient(z.array(contactCard)),
  order: lenient(order),
  /** The answer to a template's button. */
  button: lenient(z.object({ text: z.string() })),
  interactive: lenient(
    z.object({
      button_reply: lenient(choice),
      list_reply: lenient(choice),
      nfm_reply: lenient(flowReply),
      call_permission_reply: lenient(z.object({ response: z.string() })),
    }),
  ),
  /** What WhatsApp itself reports of the customer, such as another number. */
  system: lenient(z.object({ body: z.string().min(1) })),
  /** The message that it quotes, or whose button it answers. */
  context: lenient(z.object({ id: lenient(metaId) })),
  reaction: lenient(z.object({ message_id: metaId, emoji: z.string().nullish() })),
  errors: lenient(z.array(graphError)),
  /** The group in which it was written. */
  group_id: lenient(metaId),
});
export type IncomingMessage = z.output<typeof incomingMessage>;

/** What became of a message of ours. `biz_opaque_callback_data`: what was sent with it. */
export const messageStatus = z.object({
  id: metaId,
  status: z.string(),
  timestamp: lenient(timestamp),
  errors: lenient(z.array(graphError)),
  biz_opaque_callback_data: words,
});
export type MessageStatus = z.output<typeof messageStatus>;

const captioned = lenient(z.object({ caption: words }));

/** A change of a message that was written in the WhatsApp app: it names that one. */
export const changedMessage = z.object({
  timestamp: timeOrNow,
  edit: lenient(
    z.object({
      original_message_id: metaId,
      message: z.object({
        text: lenient(z.object({ body: z.string() })),
        image: captioned,
        video: captioned,
        document: captioned,
      }),
    }),
  ),
  revoke: lenient(z.object({ original_message_id: metaId })),
});
export type ChangedMessage = z.output<typeof changedMessage>;

/** A message that the business has written in its WhatsApp app, or on a linked device. `to`: the customer's number. */
export const echoedMessage = incomingMessage.extend({ to: party });
export type EchoedMessage = z.output<typeof echoedMessage>;

/** Of one number. Each message and status is read alone, so that one of an unknown form stops no other. */
const change = z.object({
  metadata: z.object({ phone_number_id: digits, display_phone_number: lenient(z.string()) }),
  contacts: lenient(
    z.array(
      z.object({
        wa_id: lenient(digits),
        user_id: lenient(digits),
        profile: lenient(z.object({ name: z.string() })),
      }),
    ),
  ),
  messages: lenient(z.array(z.unknown())),
  statuses: lenient(z.array(z.unknown())),
  message_echoes: lenient(z.array(z.unknown())),
});
export type NumberChange = z.output<typeof change>;

const named = z.looseObject({
  from: lenient(digits),
  from_user_id: lenient(z.string()),
  to: lenient(digits),
  to_user_id: lenient(z.string()),
  recipient_user_id: lenient(z.string()),
});

type Contacts = NonNullable<NumberChange["contacts"]>;

/**
 * A message with who wrote it. Of a customer with a user name Meta leaves out the number: they are named by Meta's id of them, with the
 * message or beside it.
 */
export function withWriter(part: unknown, contacts: Contacts): unknown {
  const read = named.safeParse(part).data;
  if (!read || read.from !== undefined) return part;
  const from = read.from_user_id ?? onlyUser(contacts);
  return from === undefined ? part : { ...read, from };
}

/** The same for whom a message of ours went to. */
export function withRecipient(part: unknown, contacts: Contacts): unknown {
  const read = named.safeParse(part).data;
  if (!read || read.to !== undefined) return part;
  const to = read.to_user_id ?? read.recipient_user_id ?? onlyUser(contacts);
  return to === undefined ? part : { ...read, to };
}

const onlyUser = ([only, ...others]: Contacts): string | undefined =>
  others.length === 0 ? only?.user_id : undefined;

/** What Meta reports of an account or of one of its numbers. `field`: the kind of the report. */
export type AccountChange = { accountId: string; at: Date | null; field: string; value: unknown };

const notification = z.object({
  entry: z.array(
    z.object({
      id: lenient(digits),
      time: lenient(timestamp),
      changes: lenient(z.array(z.object({ field: z.string(), value: z.unknown() }))),
    }),
  ),
});

const OF_NUMBERS: ReadonlySet<string> = new Set(["messages", "smb_message_echoes"]);

/** The changes in a webhook's body, in its order; null: it is none of Meta's. */
export function changesIn(json: unknown): { numbers: NumberChange[]; accounts: AccountChange[] } | null {
  const read = notification.safeParse(json);
  if (!read.success) return null;
  const all = read.data.entry.flatMap(({ id = "", time: at = null, changes = [] }) =>
    changes.map((one) => ({ ...one, accountId: id, at })),
  );
  return {
    numbers: all.flatMap(({ field, value }) => {
      const parsed = OF_NUMBERS.has(field) ? change.safeParse(value) : null;
      if (parsed?.success === false)
        log.error(
          { field, issues: parsed.error.issues },
          "a change of a WhatsApp webhook has an unknown form",
        );
      return parsed?.success ? [parsed.data] : [];
    }),
    accounts: all.filter(({ field }) => !OF_NUMBERS.has(field)),
  };
}
