import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type ChannelSetup, field } from "@/server/contract/channel/settings-field";
import {
  WIDGET_OFFLINE_FORMS,
  WIDGET_POSITIONS,
  WIDGET_QUESTION_KINDS,
} from "@/server/contract/channel/widget";

const ORIGINS_MAX = 100;
const TITLE_CHARS_MAX = 80;
const WORDS_CHARS_MAX = 500;
const QUESTIONS_MAX = 10;
const OPTIONS_MAX = 20;
const LOCALES_MAX = 30;
const TEXTS_MAX = 150;
const SECRET_CHARS = { min: 16, max: 200 };

/** `https://shop.example`, or with a port: what a browser sends as `Origin`. No site's host has a `*`. */
const isOrigin = (value: string): boolean =>
  URL.canParse(value) && new URL(value).origin === value && !value.includes("*");

/** The address of a site's start page as browsers send its origin: in lower case, without a final slash and without a default port. */
function originOf(value: unknown): unknown {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : value;
}

const origin = z.preprocess(
  originOf,
  text(1, 300).refine((value) => /^https?:\/\//.test(value) && isOrigin(value), {
    error: "must be an origin as browsers send it: https://shop.example, without a path or *",
  }),
);

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
  allowedOrigins: field(z.array(origin).max(ORIGINS_MAX).default([]), {
    title: { en: "Allowed sites", zh: "允许的网站" },
    hint: {
      en: "Sites that may show the widget, for example https://shop.example. Include the port if there is one. Tickline itself always may.",
      zh: "可以显示聊天窗口的网站，例如 https://shop.example；非默认端口须写明。Tickline 自身始终允许。",
    },
  }),
  title: field(text(0, TITLE_CHARS_MAX).default(""), {
    title: { en: "Title", zh: "标题" },
    hint: { en: "Shown above the conversation.", zh: "显示在对话上方。" },
  }),
  welcome: field(text(0, WORDS_CHARS_MAX).default(""), {
    title: { en: "Welcome text", zh: "欢迎语" },
    hint: { en: "Shown before the first message.", zh: "在第一条消息之前显示。" },
    isLong: true,
  }),
  color: field(
    z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { error: "must be a color as #2563eb" })
      .default("#2563eb"),
    {
      title: { en: "Color", zh: "颜色" },
      hint: {
        en: "Used for the launcher and the visitor's messages, for example #2563eb.",
        zh: "启动按钮和访客消息的颜色，例如 #2563eb。",
      },
    },
  ),
  position: field(z.enum(WIDGET_POSITIONS).default("right"), {
    title: { en: "Position", zh: "位置" },
    options: { left: { en: "Bottom left", zh: "左下角" }, right: { en: "Bottom right", zh: "右下角" } },
  }),
  offlineText: field(text(0, WORDS_CHARS_MAX).default(""), {
    title: { en: "Text while offline", zh: "离线提示" },
    hint: { en: "Shown while no member of the inbox is online.", zh: "收件箱没有成员在线时显示。" },
    isLong: true,
  }),
  offlineForm: field(z.enum(WIDGET_OFFLINE_FORMS).default("off"), {
    title: { en: "While offline, ask for an email", zh: "离线时索要邮箱" },
    hint: {
      en: "Before the first message, while no member of the inbox is online. Whoever has left an email is not asked again.",
      zh: "收件箱没有成员在线时，在首条消息之前询问；已留下邮箱的访客不会再被询问。",
    },
    options: { off: { en: "No", zh: "否" }, email: { en: "Yes", zh: "是" } },
  }),
  openingHoursText: field(text(0, WORDS_CHARS_MAX).default(""), {
    title: { en: "Opening hours", zh: "服务时间" },
    hint: { en: "When visitors can expect an answer.", zh: "告知访客何时会得到回复。" },
    isLong: true,
  }),
  identitySecret: field(text(SECRET_CHARS.min, SECRET_CHARS.max).optional(), {
    title: { en: "Identity secret", zh: "身份密钥" },
    hint: {
      en: "Your site signs the ids of signed-in customers with it: HMAC-SHA256, in hexadecimal.",
      zh: "您的网站用它为已登录客户的 ID 签名：HMAC-SHA256，十六进制。",
    },
    isSecret: true,
  }),
  questions: field(
    z
      .array(question)
      .max(QUESTIONS_MAX)
      .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { error: "has a key twice" })
      .default([]),
    {
      title: { en: "Questions before the first message", zh: "首条消息前的提问" },
      hint: {
        en: "Answers to name and email questions are saved to the contact.",
        zh: "姓名和邮箱类问题的回答会保存到联系人资料。",
      },
    },
  ),
  texts: field(
    z
      .record(locale, texts)
      .refine((all) => Object.keys(all).length <= LOCALES_MAX, {
        error: `must have at most ${LOCALES_MAX} languages`,
      })
      .default({}),
    {
      title: { en: "Texts by language", zh: "各语言文案" },
      hint: {
        en: "In place of the widget's own texts, and of title, welcome, offlineText and openingHoursText.",
        zh: "用于替换聊天窗口自带的文案，以及 title、welcome、offlineText 和 openingHoursText。",
      },
    },
  ),
});
export type WidgetSettings = z.output<typeof widgetSettings>;

export const widgetSetup: ChannelSetup = {
  name: { en: "Website widget", zh: "网站聊天窗口" },
  about: {
    en: "A chat window on your website.",
    zh: "嵌入您网站的聊天窗口。",
  },
  schema: widgetSettings,
};
