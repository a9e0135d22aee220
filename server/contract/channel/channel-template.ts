import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import type { ChannelTemplate } from "@/server/domain/message/channel-template";

const names = z.array(z.string());

export const channelTemplateDto = z.object({
  name: z.string(),
  language: z.string(),
  /** Only templates that are `APPROVED` are sent. */
  status: z.string(),
  category: z.string(),
  text: z.string(),
  header: z.object({ format: z.string(), text: z.string().optional() }).optional(),
  footer: z.string().optional(),
  buttons: z.array(z.object({ type: z.string(), text: z.string(), url: z.string().optional() })).optional(),
  /** What a message gives values for, in order. The header of a template with a file has its address. */
  parameters: z.object({ header: names, body: names, buttons: names }),
}) satisfies z.ZodType<ChannelTemplate>;

const NAME_CHARS_MAX = 512;
const LANGUAGE_CHARS_MAX = 20;
const VALUE_CHARS_MAX = 2_000;
const VALUES_MAX = 100;

const values = z.array(text(1, VALUE_CHARS_MAX)).max(VALUES_MAX).default([]);

/** A template to send, with the values of its parameters. */
export const sendTemplateInput = z.strictObject({
  name: text(1, NAME_CHARS_MAX),
  language: text(1, LANGUAGE_CHARS_MAX),
  parameters: z
    .strictObject({ header: values, body: values, buttons: values })
    .default({ header: [], body: [], buttons: [] }),
});
export type SendTemplateInput = z.output<typeof sendTemplateInput>;

/** What a message that was a template has in `contentAttributes.channelTemplate`: all that its channel needs to send it. */
export const sentTemplate = sendTemplateInput.extend({
  /** What the values are called. */
  names: z.object({ header: names, body: names }),
  headerFormat: z.string().nullable(),
  /** The buttons that have a value, by their place. */
  buttons: z.array(z.object({ index: z.number().int(), type: z.string() })),
});
export type SentTemplate = z.infer<typeof sentTemplate>;

/** A provider's templates, or why they cannot be read. */
export type ListedTemplates = { templates: ChannelTemplate[] } | { failed: string };
