import type { Locale } from "@/server/contract/_shared/constants";
import type { Missed } from "@/server/store/push/digests";
import { messageLine } from "@/server/worker/push/push-text";

/** Conversations that a mail lists; the rest is a number. */
const CONVERSATIONS_MAX = 20;

type Words = {
  subject: (conversations: number, account: string) => string;
  hello: (name: string) => string;
  somebody: string;
  kind: Record<Missed["kind"], (actor: string, count: number) => string>;
  rest: (count: number) => string;
  end: string;
  unsubscribe: string;
};

const WORDS: Record<Locale, Words> = {
  en: {
    subject: (conversations, account) =>
      `Unread notifications from ${conversations === 1 ? "1 conversation" : `${conversations} conversations`} (${account} on Tickline)`,
    hello: (name) => `Hello ${name},\n\nyou missed the following. It is still unread.`,
    somebody: "Someone",
    kind: {
      assigned: (actor) => `${actor} assigned this conversation to you`,
      mentioned: (actor) => `${actor} mentioned you`,
      message: (_, count) => (count === 1 ? "New message" : `${count} new messages`),
      not_delivered: (_, count) =>
        count === 1 ? "Message not delivered" : `${count} messages not delivered`,
      not_sent: (_, count) =>
        count === 1 ? "Scheduled message not sent" : `${count} scheduled messages not sent`,
    },
    rest: (count) => (count === 1 ? "And 1 more conversation." : `And ${count} more conversations.`),
    end: "You can choose when you get these emails, or turn them off, in your profile:",
    unsubscribe: "Or turn them off without signing in:",
  },
  zh: {
    subject: (conversations, account) => `${conversations} 个会话有未读通知（${account} · Tickline）`,
    hello: (name) => `${name}，您好：\n\n以下通知您尚未阅读。`,
    somebody: "有人",
    kind: {
      assigned: (actor) => `${actor} 将此会话分配给了您`,
      mentioned: (actor) => `${actor} 提到了您`,
      message: (_, count) => `${count} 条新消息`,
      not_delivered: (_, count) => `${count} 条消息未送达`,
      not_sent: (_, count) => `${count} 条定时消息未发送`,
    },
    rest: (count) => `另有 ${count} 个会话。`,
    end: "您可以在个人资料中选择何时接收此类邮件，或将其关闭：",
    unsubscribe: "无需登录即可退订：",
  },
};

type DigestContext = { name: string; account: string; baseUrl: string; unsubscribeUrl: string };

/** The subject and text of a mail about what a member missed, grouped by conversation. Names and texts are put on one line. */
export function digestText(
  locale: Locale,
  missed: readonly Missed[],
  { name, account, baseUrl, unsubscribeUrl }: DigestContext,
): { subject: string; text: string } {
  const words = WORDS[locale];
  const talks = new Map<number, Missed[]>();
  for (const one of missed) talks.set(one.displayId, [...(talks.get(one.displayId) ?? []), one]);
  const parts = [...talks.values()]
    .slice(0, CONVERSATIONS_MAX)
    .map((talk) => talkText(locale, talk, baseUrl));
  const rest = talks.size - parts.length;
  const end = `${words.end}\n${new URL("/settings/profile", baseUrl).href}`;
  const last = [end, `${words.unsubscribe}\n${unsubscribeUrl}`];
  const all = [words.hello(oneLine(name)), ...parts, ...(rest > 0 ? [words.rest(rest)] : []), ...last];
  return { subject: oneLine(words.subject(talks.size, account)), text: `${all.join("\n\n")}\n` };
}

function talkText(locale: Locale, talk: readonly Missed[], baseUrl: string): string {
  const words = WORDS[locale];
  const lines = talk.map(({ kind, actor, count, content, files }) => {
    const what = words.kind[kind](oneLine(actor.name ?? words.somebody), count);
    const line = content === null ? "" : messageLine(locale, { content, ...(files && { files }) });
    return `- ${what}${line === "" ? "" : `: ${line}`}`;
  });
  const { displayId, contactName } = talk[0] ?? { displayId: 0, contactName: "" };
  const link = new URL(`/inbox?view=all&c=${displayId}`, baseUrl).href;
  return [`${oneLine(contactName)} (#${displayId})`, ...lines, link].join("\n");
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
