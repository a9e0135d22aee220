import { z } from "zod";
import { instant } from "@/server/contract/_shared/primitives";

/** A number as its provider describes it. Texts in capitals are the provider's own: new ones come without notice. */
export const numberReading = z.object({
  /** When it was read. */
  at: instant,
  displayNumber: z.string(),
  /** The name that customers see, and whether the provider has approved it. */
  name: z.string().nullable(),
  nameStatus: z.string().nullable(),
  /** `CONNECTED`, or why it is not. */
  status: z.string().nullable(),
  /** `GREEN`, `YELLOW` or `RED`. */
  quality: z.string().nullable(),
  /** To how many customers templates may go in 24 hours, as `TIER_2K`. */
  limit: z.string().nullable(),
});
export type NumberReading = z.infer<typeof numberReading>;

const notice = z.object({ at: instant, event: z.string(), detail: z.string().nullable() });
export type Notice = z.infer<typeof notice>;
/** By the name of the webhook's field. */
export type Notices = Record<string, Notice>;

const unknownNumber = z.object({
  displayNumber: z.string().nullable(),
  count: z.number().int(),
  lastAt: instant,
});
/** By the provider's id of each. */
export type UnknownNumbers = Record<string, z.infer<typeof unknownNumber>>;

/** What the health of an inbox has of its number and of others. Absent = nothing was reported. */
export const numberHealth = {
  number: numberReading.optional(),
  /** The provider's last report of each kind, by its name, of 30 days. */
  notices: z.record(z.string(), notice).optional(),
  /** Numbers that webhooks of the last 30 days were about and no inbox has, by the provider's id. */
  unknownNumbers: z.record(z.string(), unknownNumber).optional(),
};
