import { z } from "zod";
import { graphError } from "@/server/channels/whatsapp/graph/graph-error";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";

/** Seconds since 1970, as a text of digits. */
const timestamp = z
  .string()
  .regex(/^\d{1,11}$/)
  .transform((text) => new Date(Number(text) * 1000));

const media = z.object({
  id: z.string(),
  mime_type: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
});
export type IncomingMedia = z.output<typeof media>;

const choice = z.object({ title: z.string(), description: z.string().optional() });

const contactCard = z.object({
  name: z.object({ formatted_name: z.string() }),
  phones: z.array(z.object({ phone: z.string().optional(), type: z.string().optional() })).optional(),
  emails: z.array(z.object({ email: z.string().optional() })).optional(),
  org: z.object({ company: z.string().optional() }).optional(),
});
export type ContactCard = z.output<typeof contactCard>;

/** A customer's message, as far as it is read. What its type has is in the field of that name. */
export const incomingMessage = z.object({
  from: z.string().min(1),
  id: z.string().min(1),
  timestamp,
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  image: media.optional(),
  video: media.optional(),
  audio: media.optional(),
  document: media.optional(),
  sticker: media.optional(),
  location: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
  contacts: z.array(contactCard).optional(),
  /** The answer to a template's button. */
  button: z.object({ text: z.string() }).optional(),
  interactive: z.object({ button_reply: choice.optional(), list_reply: choice.optional() }).optional(),
  /** The message that it quotes, or whose button it answers. */
  context: z.object({ id: z.string().min(1).max(SOURCE_ID_CHARS_MAX).optional() }).optional(),
  reaction: z.object({ message_id: z.string(), emoji: z.string().optional() }).optional(),
  errors: z.array(graphError).optional(),
});
export type IncomingMessage = z.output<typeof incomingMessage>;

/** What became of a message of ours. `biz_opaque_callback_data`: what was sent with it. */
export const messageStatus = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp,
  errors: z.array(graphError).optional(),
  biz_opaque_callback_data: z.string().optional(),
});
export type MessageStatus = z.output<typeof messageStatus>;

/** Of one number. Each message and status is read alone, so that one of an unknown form stops no other. */
const change = z.object({
  metadata: z.object({ phone_number_id: z.string(), display_phone_number: z.string().optional() }),
  contacts: z
    .array(z.object({ wa_id: z.string().optional(), profile: z.object({ name: z.string() }).optional() }))
    .optional(),
  messages: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
});
export type NumberChange = z.output<typeof change>;

const notification = z.object({
  entry: z.array(z.object({ changes: z.array(z.object({ field: z.string(), value: z.unknown() })) })),
});

/** The changes of numbers in a webhook's body; null: it is none of Meta's. Fields other than messages are left out. */
export function changesIn(json: unknown): NumberChange[] | null {
  const read = notification.safeParse(json);
  if (!read.success) return null;
  return read.data.entry
    .flatMap(({ changes }) => changes)
    .flatMap(({ field, value }) => {
      const parsed = field === "messages" ? change.safeParse(value) : null;
      return parsed?.success ? [parsed.data] : [];
    });
}
