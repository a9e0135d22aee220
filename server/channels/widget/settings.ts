import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { WIDGET_POSITIONS, WIDGET_QUESTION_KINDS } from "@/server/contract/channel/widget";

const ORIGINS_MAX = 100;
const TITLE_CHARS_MAX = 80;
const WORDS_CHARS_MAX = 500;
const QUESTIONS_MAX = 10;
const OPTIONS_MAX = 20;
const LOCALES_MAX = 30;
const TEXTS_MAX = 150;
const SECRET_CHARS = { min: 32, max: 200 };

/** `https://shop.example`, or with a port: what a browser sends as `Origin`. */
const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;

const origin = text(1, 300)
  .refine((value) => /^https?:\/\//.test(value) && isOrigin(value), {
    error: "must be an origin as browsers send it: https://shop.example, without a path or a final slash",
  })
  .describe("A site that may show the widget, with its port if it has one: https://shop.example");

const question = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, { error: "must be lower case letters, digits and _" }),
    label: text(1, 200),
    kind: z.enum(WIDGET_QUESTION_KINDS).default("text"),
    isRequired: z.boolean().default(false),
    options: z.array(text(1, 200)).max(OPTIONS_MAX).default([]),
  })
  .refine(({ kind, options }) => (kind === "choice") === options.length > 0, {
    error: "a choice has options, and nothing else has",
  });

/** Texts of one language, by the widget's names of them. */
const texts = z
  .record(text(1, SHORT_NAME_CHARS_MAX), text(0, WORDS_CHARS_MAX))
  .refine((all) => Object.keys(all).length <= TEXTS_MAX, { error: `must have at most ${TEXTS_MAX} names` });

const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}$/, { error: "must be a language as zh-CN" });

/** How a website's widget is set up. */
export const widgetSettings = z.strictObject({
  allowedOrigins: z
    .array(origin)
    .max(ORIGINS_MAX)
    .default([])
    .describe("The sites that may show the widget, beside Tickline's own. Empty: none other may."),
  title: text(0, TITLE_CHARS_MAX)
    .default("")
    .describe("Above the conversation. Empty: the widget's own text."),
  welcome: text(0, WORDS_CHARS_MAX).default("").describe("The first words, before there is a message."),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { error: "must be a color as #2563eb" })
    .default("#2563eb"),
  position: z.enum(WIDGET_POSITIONS).default("right"),
  questions: z
    .array(question)
    .max(QUESTIONS_MAX)
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { error: "has a key twice" })
    .default([])
    .describe("Asked before the first message. Answers to name and email become the contact's."),
  offlineText: text(0, WORDS_CHARS_MAX).default("").describe("Shown while no member is online."),
  openingHoursText: text(0, WORDS_CHARS_MAX).default("").describe("When members answer."),
  texts: z
    .record(locale, texts)
    .refine((all) => Object.keys(all).length <= LOCALES_MAX, {
      error: `must have at most ${LOCALES_MAX} languages`,
    })
    .default({})
    .describe(
      "Texts by language, in place of the widget's own and of title, welcome, offlineText and openingHoursText.",
    ),
  identitySecret: text(SECRET_CHARS.min, SECRET_CHARS.max)
    .optional()
    .meta({ writeOnly: true })
    .describe("Your site signs its customers' ids with it: HMAC-SHA256, in hexadecimal."),
});
export type WidgetSettings = z.output<typeof widgetSettings>;
