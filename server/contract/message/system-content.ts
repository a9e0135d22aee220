import { z } from "zod";
import { NOTICES, type Notice } from "@/server/domain/message/system-message";

const names = Object.keys(NOTICES) as [Notice, ...Notice[]]; // by its keys

/** What a system message says: a notice of Tickline's own, or the template of whoever posted it. */
export const systemContent = z.object({
  /** Null: `template` says it. */
  notice: z.enum(names).nullable(),
  /** With `{name}` where a parameter goes; null with a notice. */
  template: z.string().nullable(),
  /** The template in other languages, by language tag. */
  translations: z.record(z.string(), z.string()),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type SystemContent = z.infer<typeof systemContent>;
