import type { Locale } from "@/server/contract/_shared/locale";
import type { AlertDto } from "@/server/contract/alert/alert";

type Alert = Pick<AlertDto, "kind" | "subject" | "facts">;
type Words = { name: string; account: string; link: string };
/** What happened, in one line, and what to do. */
type Text = { what: string; todo: string };

const TEXTS: Record<Locale, Record<Alert["kind"], (name: string, facts: Alert["facts"]) => Text>> = {
  en: {
    stuck_messages: (inbox, { messages = 1 }) => ({
      what: `Messages of “${inbox}” are stuck`,
      todo: `${messages === 1 ? "A message has" : `At least ${messages} messages have`} been sent without any sign of arrival for longer than the inbox allows. Check the program behind the inbox; then send the messages again, or delete them:`,
    }),
    callback_down: (inbox, { error }) => ({
      what: `The callback of “${inbox}” does not answer`,
      todo: `Replies wait until it answers again${error ? `. Its last error: ${error}` : "."} Check that program, and its URL in the inbox's settings:`,
    }),
    settings_drifted: (inbox, { settings = [] }) => ({
      what: `Settings of “${inbox}” need a review`,
      todo: `${settings.length === 1 ? "A setting" : `${settings.length} settings`} changed. Review them, or change them back:`,
    }),
    endpoint_disabled: (url, { reason }) => ({
      what: "A webhook was disabled",
      todo: `${url} ${reason === "gone" ? "answered that it is gone (410)" : "accepted nothing for days"}. Events are kept for it for now. Repair it and enable it again, or delete it:`,
    }),
    bulk_timed_out: (action, { processed = 0, total = 0 }) => ({
      what: "A bulk operation did not finish in time",
      todo: `“${action}” stopped after ${processed} of ${total} conversations. Resume it, or leave it as it is:`,
    }),
    nobody_takes_replies: (inbox) => ({
      what: `Nobody takes the replies of “${inbox}”`,
      todo: "Replies stay in Tickline and do not reach customers. Set a callback URL, subscribe a webhook, or connect an integration:",
    }),
  },
  zh: {
    stuck_messages: (inbox, { messages = 1 }) => ({
      what: `“${inbox}”有消息迟迟没有回执`,
      todo: `${messages === 1 ? "有 1 条消息" : `至少有 ${messages} 条消息`}发出后，超过收件箱允许的时间仍未收到任何回执。请先检查收件箱背后的程序，然后重新发送或删除这些消息：`,
    }),
    callback_down: (inbox, { error }) => ({
      what: `“${inbox}”的回调没有响应`,
      todo: `在它恢复之前，回复会一直等待发送。${error ? `最近一次错误：${error}。` : ""}请检查该程序，并核对收件箱设置中的回调地址：`,
    }),
    settings_drifted: (inbox, { settings = [] }) => ({
      what: `“${inbox}”的设置有变动，需要审核`,
      todo: `有 ${settings.length} 项设置发生了变动。请审核，或改回原值：`,
    }),
    endpoint_disabled: (url, { reason }) => ({
      what: "有一个 Webhook 已被停用",
      todo: `${url} ${reason === "gone" ? "返回了 410（已不存在）" : "连续数日没有接收任何事件"}。事件会暂时为它保留。请修复后重新启用，或将其删除：`,
    }),
    bulk_timed_out: (action, { processed = 0, total = 0 }) => ({
      what: "有一个批量操作未能按时完成",
      todo: `“${action}”在处理了 ${total} 个会话中的 ${processed} 个后停止。您可以继续执行，或保持现状：`,
    }),
    nobody_takes_replies: (inbox) => ({
      what: `“${inbox}”的回复没有人接收`,
      todo: "回复停留在 Tickline 中，不会到达客户。请设置回调网址、订阅 Webhook 或接入集成：",
    }),
  },
};

const LETTERS: Record<Locale, (text: Text, words: Words) => { subject: string; text: string }> = {
  en: ({ what, todo }, { name, account, link }) => ({
    subject: `${what} (${account} on Tickline)`,
    text: `Hello ${name},

${what}. ${todo}

${link}

You get one mail about this, however long it lasts. You can turn these mails off in your profile.
`,
  }),
  zh: ({ what, todo }, { name, account, link }) => ({
    subject: `${what}（${account} · Tickline）`,
    text: `${name}，您好：

${what}。${todo}

${link}

无论持续多久，同一问题只会发送一封邮件。您可以在个人资料中关闭此类邮件。
`,
  }),
};

/** What happened, in one line. */
export const alertHeadline = (locale: Locale, { kind, subject, facts }: Alert): string =>
  TEXTS[locale][kind](subject.name, facts).what;

/** The subject and text of a mail about an alert. Line breaks in names are left out: a subject is one line. */
export function alertText(locale: Locale, { kind, subject, facts }: Alert, words: Words) {
  const text = TEXTS[locale][kind](subject.name, facts);
  const letter = LETTERS[locale](text, words);
  return { ...letter, subject: letter.subject.replaceAll(/\s+/g, " ") };
}
