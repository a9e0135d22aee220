import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { NOTICES, type Notice } from "@/server/domain/message/system-message";

const PARAMETERS_MAX = 50;
const PARAMETER_CHARS_MAX = 1_000;
const TRANSLATIONS_MAX = 20;

/** A language tag (BCP 47), such as `zh` or `pt-BR`. */
const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, "is not a language tag");

const parameters = z
  .record(z.string().regex(/^[\w.-]{1,60}$/), z.union([z.number(), text(0, PARAMETER_CHARS_MAX)]))
  .refine((all) => Object.keys(all).length <= PARAMETERS_MAX, `has more than ${PARAMETERS_MAX} entries`);

const translations = z
  .record(language, text(1, CONTENT_CHARS_MAX))
  .refine((all) => Object.keys(all).length <= TRANSLATIONS_MAX, `has more than ${TRANSLATIONS_MAX} entries`);

/** A system message of a caller: a template, its translations and parameters. */
export const systemMessageInput = z.object({
  template: text(1, CONTENT_CHARS_MAX),
  translations: translations.default({}),
  parameters: parameters.default({}),
});

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
