import type { Locale } from "@/server/contract/_shared/constants";
import type { AlertDto } from "@/server/contract/alert/alert";

type Alert = Pick<AlertDto, "kind" | "subject" | "facts">;
type Words = { name: string; account: string; link: string };
/** What happened, in one line, and what to do. */
type Text = { what: string; todo: string };

const plural = (count: number, [one, many]: readonly [string, string]): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** The words of others as the end of a sentence. */
const ended = (error: string, stop: "." | "。"): string =>
  /[.!?。！？]\s*$/.test(error) ? error : `${error}${stop}`;

const gigabytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

const TEXTS: Record<Locale, Record<Alert["kind"], (name: string, facts: Alert["facts"]) => Text>> = {
  en: {
    stuck_messages: (inbox, { messages = 1 }) => ({
      what: `Unconfirmed messages in “${inbox}”`,
      todo: `${plural(messages, ["message has", "messages have"])} no delivery report. Check the integration, then resend or delete them:`,
    }),
    messages_overdue: (inbox, { messages = 1 }) => ({
      what: `Messages in “${inbox}” aren't being delivered`,
      todo: `${plural(messages, ["message was", "messages were"])} sent but not delivered in time. Check the integration and the channel behind it:`,
    }),
    no_delivery_reports: (inbox) => ({
      what: `No delivery reports from “${inbox}”`,
      todo: "Messages are sent, but nothing reports whether they arrive. Connect your integration's delivery reports, or set “Overdue after” to 0 if it has none:",
    }),
    messages_failing: (inbox, { failed = 1, attempts = 1, error }) => ({
      what: `Many messages in “${inbox}” are failing`,
      todo: `${failed} of the last ${plural(attempts, ["attempt", "attempts"])} failed${error ? `, most often with: ${ended(error, ".")}` : "; no reason was given."} Check the integration:`,
    }),
    callback_down: (inbox, { error }) => ({
      what: `The callback of “${inbox}” isn't responding`,
      todo: `Replies wait until it responds${error ? `. Its last error: ${ended(error, ".")}` : "."} Check the integration and its callback URL:`,
    }),
    channel_disconnected: (inbox, { error }) => ({
      what: `“${inbox}” is disconnected`,
      todo: `No messages come in until it reconnects${error ? `. The error: ${ended(error, ".")}` : "."} Check its settings:`,
    }),
    settings_drifted: (inbox, { settings = [] }) => ({
      what: `Review the settings of “${inbox}”`,
      todo: `${plural(settings.length, ["setting has", "settings have"])} changed. Review them, or change them back:`,
    }),
    endpoint_disabled: (url, { reason }) => ({
      what: "A webhook was disabled",
      todo: `${url} ${reason === "gone" ? "returned 410 Gone" : "has accepted no delivery for days"}. Its events are kept for now. Fix and re-enable it, or delete it:`,
    }),
    bulk_timed_out: (action, { processed = 0, total = 0 }) => ({
      what: "A bulk action didn't finish in time",
      todo: `“${action}” stopped after ${processed} of ${total} conversations. Resume it, or leave it as it is:`,
    }),
    nobody_takes_replies: (inbox) => ({
      what: `Nobody takes the replies of “${inbox}”`,
      todo: "Replies stay in Tickline and do not reach customers. Set a callback URL, subscribe a webhook, or connect an integration:",
    }),
    disk_filling: (_, { freeBytes = 0, reserveBytes = 0 }) => ({
      what: "The server’s disk is filling up",
      todo: `${gigabytes(freeBytes)} GB were free. Uploads are refused below ${gigabytes(reserveBytes)} GB. Make room, or move files to a bucket:`,
    }),
    archive_failing: (inbox, { error }) => ({
      what: `Conversations of “${inbox}” can't be archived`,
      todo: `Nothing is deleted until they can be${error ? `. The file store's error: ${ended(error, ".")}` : "."} Check the file store:`,
    }),
  },
  zh: {
    stuck_messages: (inbox, { messages = 1 }) => ({
      what: `“${inbox}”有未确认的消息`,
      todo: `有 ${messages} 条消息没有送达报告。请检查集成，然后重新发送或删除这些消息：`,
    }),
    messages_overdue: (inbox, { messages = 1 }) => ({
      what: `“${inbox}”的消息未能送达`,
      todo: `有 ${messages} 条消息已发送但未按时送达。请检查集成及其背后的渠道：`,
    }),
    no_delivery_reports: (inbox) => ({
      what: `“${inbox}”没有送达报告`,
      todo: "消息已发出，但没有任何渠道报告是否送达。请接入集成的送达报告；如果集成不支持，请将“逾期判定”设为 0：",
    }),
    messages_failing: (inbox, { failed = 1, attempts = 1, error }) => ({
      what: `“${inbox}”有大量消息发送失败`,
      todo: `最近 ${attempts} 次发送中有 ${failed} 次失败${error ? `，最常见的错误：${ended(error, "。")}` : "，没有给出原因。"}请检查集成：`,
    }),
    callback_down: (inbox, { error }) => ({
      what: `“${inbox}”的回调没有响应`,
      todo: `在它恢复之前，回复会一直等待发送。${error ? `最近一次错误：${ended(error, "。")}` : ""}请检查集成及其回调网址：`,
    }),
    channel_disconnected: (inbox, { error }) => ({
      what: `“${inbox}”的连接已断开`,
      todo: `在重新连接之前无法收到消息${error ? `。错误：${ended(error, "。")}` : "。"}请检查其设置：`,
    }),
    settings_drifted: (inbox, { settings = [] }) => ({
      what: `请审核“${inbox}”的设置`,
      todo: `有 ${settings.length} 项设置发生了变动。请审核，或改回原值：`,
    }),
    endpoint_disabled: (url, { reason }) => ({
      what: "有一个 Webhook 已被停用",
      todo: `${url} ${reason === "gone" ? "返回了 410 Gone" : "连续数日没有一次推送成功"}。事件会暂时保留。请修复后重新启用，或将其删除：`,
    }),
    bulk_timed_out: (action, { processed = 0, total = 0 }) => ({
      what: "有一个批量操作未能按时完成",
      todo: `“${action}”在处理了 ${total} 个会话中的 ${processed} 个后停止。您可以继续执行，或保持现状：`,
    }),
    nobody_takes_replies: (inbox) => ({
      what: `“${inbox}”的回复没有人接收`,
      todo: "回复停留在 Tickline 中，不会到达客户。请设置回调网址、订阅 Webhook 或接入集成：",
    }),
    disk_filling: (_, { freeBytes = 0, reserveBytes = 0 }) => ({
      what: "服务器磁盘空间即将用尽",
      todo: `当时剩余 ${gigabytes(freeBytes)} GB。低于 ${gigabytes(reserveBytes)} GB 时将拒绝上传。请清理磁盘，或将文件迁移到存储桶：`,
    }),
    archive_failing: (inbox, { error }) => ({
      what: `“${inbox}”的会话无法归档`,
      todo: `在恢复之前不会删除任何会话。${error ? `文件存储的错误：${ended(error, "。")}` : ""}请检查文件存储：`,
    }),
  },
};

/** `endedAt`: in UTC; null: it goes on. */
type Letter = Text & Words & { endedAt: string | null };

const LETTERS: Record<Locale, (letter: Letter) => { subject: string; text: string }> = {
  en: ({ what, todo, name, account, link, endedAt }) => ({
    subject: `${endedAt ? "Ended: " : ""}${what} (${account} on Tickline)`,
    text: `Hello ${name},
${endedAt ? `\nThis ended at ${endedAt}, before this email could be sent:\n` : ""}
${what}. ${todo}

${link}

You get one email about this, however long it lasts. You can turn these emails off in your profile.
`,
  }),
  zh: ({ what, todo, name, account, link, endedAt }) => ({
    subject: `${endedAt ? "已结束：" : ""}${what}（${account} · Tickline）`,
    text: `${name}，您好：
${endedAt ? `\n在这封邮件发出之前，以下问题已于 ${endedAt} 结束：\n` : ""}
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
export function alertText(
  locale: Locale,
  { kind, subject, facts, closedAt }: Alert & Pick<AlertDto, "closedAt">,
  words: Words,
) {
  const text = TEXTS[locale][kind](subject.name, facts);
  const endedAt =
    closedAt === null ? null : `${new Date(closedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const letter = LETTERS[locale]({ ...text, ...words, endedAt });
  return { ...letter, subject: letter.subject.replaceAll(/\s+/g, " ") };
}
