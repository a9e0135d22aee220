import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";

const names = z.array(z.string());

const NAME_CHARS_MAX = 512;
const LANGUAGE_CHARS_MAX = 20;
const VALUE_CHARS_MAX = 2_000;
const VALUES_MAX = 100;

/** Meta refuses breaks of lines, tabs and five spaces in a value. */
const value = (charsMin: number) =>
  text(charsMin, VALUE_CHARS_MAX).refine((one) => !/[\n\r\t]| {5}/.test(one), {
    error: "must have no line breaks, tabs or more than four spaces in a row",
  });
const values = z.array(value(1)).max(VALUES_MAX).default([]);
/** Of the buttons that need one, or of every button: then empty for those without one. */
const valuesOfButtons = z.array(value(0)).max(VALUES_MAX).default([]);

/** A template to send, with the values of its parameters. */
export const sendTemplateInput = z.strictObject({
  name: text(1, NAME_CHARS_MAX),
  language: text(1, LANGUAGE_CHARS_MAX),
  parameters: z
    .strictObject({ header: values, body: values, buttons: valuesOfButtons })
    .default({ header: [], body: [], buttons: [] }),
});
export type SendTemplateInput = z.output<typeof sendTemplateInput>;

/** What a message that was a template has in `contentAttributes.channelTemplate`: all that its channel needs to send it. */
export const sentTemplate = sendTemplateInput.extend({
  /** What the values are called. */
  names: z.object({ header: names, body: names }),
  headerFormat: z.string().nullable(),
  /** The buttons that are sent with the message, by their place; each has its value in `parameters.buttons`. */
  buttons: z.array(z.object({ index: z.number().int(), type: z.string(), text: z.string().default("") })),
});
export type SentTemplate = z.infer<typeof sentTemplate>;
