import { z } from "zod";
import { sourceId, text } from "@/server/contract/_shared/fields";
import { LOCATION_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type Actor, actor, id, instant } from "@/server/contract/_shared/primitives";
import { mapHref } from "@/server/domain/message/place";

/** The message that a message quotes. `id` and `number` are null while only its provider's id is known. */
export const quotedMessage = z.object({
  id: id.nullable(),
  number: z.number().int().positive().nullable(),
  sourceId: z.string().nullable(),
});
export type QuotedMessage = z.infer<typeof quotedMessage>;

/** The attribute of a message that the channel's provider wrote about the customer: they have written nothing. */
export const BY_PROVIDER = "byProvider";

/** A place. */
export const location = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().nullable(),
  /** Absent = unknown. */
  address: z.string().optional(),
});
export type MessageLocation = z.infer<typeof location>;

/** Somebody's reaction to a message: each person has at most one. */
export const reaction = z.object({ emoji: z.string(), by: actor, at: instant });

/** A reaction as it is stored: `emoji` is null after it was removed, so that a late report does not bring it again. */
export type KeptReaction = { emoji: string | null; by: Actor; at: string };

/** Names the message to quote, by our id or by its provider's; the conversation has it. */
export const quoteInput = z.union([z.strictObject({ id }), z.strictObject({ sourceId })]);
export type QuoteInput = z.infer<typeof quoteInput>;

export const locationInput = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: text(1, LOCATION_CHARS_MAX).nullable().default(null),
  address: text(1, LOCATION_CHARS_MAX).optional(),
});

/** A place as text: its name, its address, and the address of a map. */
export const placeText = ({ latitude, longitude, name, address }: MessageLocation): string =>
  [`📍 ${name ?? `${latitude}, ${longitude}`}`, address, mapHref({ latitude, longitude })]
    .filter(Boolean)
    .join("\n");
