import type { Locale } from "@/server/contract/_shared/constants";
import { LINK_HOURS } from "@/server/contract/member/constants";
import type { MailKind } from "@/server/contract/member/member";
import type { Transcript } from "@/server/store/messages/system-messages";

/** `validity`: how long the link works, such as "3 days". */
type Words = { name: string; account: string; link: string; validity: string };
type Text = { subject: string; text: string };

const TEXTS: Record<Locale, Record<MailKind, (words: Words) => Text>> = {
  en: {
    invitation: ({ name, account, link, validity }) => ({
      subject: `Your invitation to ${account} on Tickline`,
      text: `Hello ${name},

You are invited to join the team of ${account}. Choose a password here to sign in:

${link}

The link works once, for ${validity}. If you did not expect this email, you can ignore it.
`,
    }),
    password: ({ name, account, link, validity }) => ({
      subject: `Reset your password for ${account} on Tickline`,
      text: `Hello ${name},

Choose a new password for ${account} here:

${link}

The link works once, for ${validity}. If you did not request it, you can ignore this email: your password stays the same.
`,
    }),
  },
  zh: {
    invitation: ({ name, account, link, validity }) => ({
      subject: `邀请您加入 ${account}（Tickline）`,
      text: `${name}，您好：

${account} 团队邀请您一起回复客户。请通过以下链接设置密码，即可开始使用：

${link}

此链接仅可使用一次，${validity}内有效。如果您不清楚为何收到此邮件，可以忽略。
`,
    }),
    password: ({ name, account, link, validity }) => ({
      subject: `重设您在 ${account} 的密码（Tickline）`,
      text: `${name}，您好：

请通过以下链接为 ${account} 设置新密码：

${link}

此链接仅可使用一次，${validity}内有效。如果您没有提出此请求，可以忽略此邮件，原密码保持不变。
`,
    }),
  },
};

/** The subject and text of a mail with a password link. */
export const mailText = (kind: MailKind, locale: Locale, words: Omit<Words, "validity">): Text =>
  TEXTS[locale][kind]({ ...words, validity: durationText(LINK_HOURS[kind], locale) });

/** Whole days, or hours. */
function durationText(hours: number, locale: Locale): string {
  const [value, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

type TranscriptWords = {
  title: (account: string, number: number) => string;
  cut: string;
  empty: string;
  nobody: string;
  file: (name: string) => string;
  from: (name: string, time: string) => string;
};

const TRANSCRIPT_WORDS: Record<Locale, TranscriptWords> = {
  en: {
    title: (account, number) => `Your conversation with ${account} (#${number})`,
    cut: "Earlier messages are left out.",
    empty: "There are no messages yet.",
    nobody: "Unknown",
    file: (name) => `[File: ${name}]`,
    from: (name, time) => `${name}, ${time}:`,
  },
  zh: {
    title: (account, number) => `您与 ${account} 的会话记录（#${number}）`,
    cut: "更早的消息未包含在内。",
    empty: "还没有消息。",
    nobody: "未知",
    file: (name) => `[文件：${name}]`,
    from: (name, time) => `${name}，${time}：`,
  },
};

/** With the zone's name: the reader may live in another. */
const TIME = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
} as const;

/**
 * The subject and text of a mail with a conversation's messages. It is plain text, so nothing that people wrote is markup;
 * names are put on one line.
 */
export function transcriptText(
  locale: Locale,
  { account, timeZone, displayId, isCut, messages }: Transcript,
): { subject: string; text: string } {
  const words = TRANSCRIPT_WORDS[locale];
  const times = new Intl.DateTimeFormat(locale, { ...TIME, timeZone });
  const title = oneLine(words.title(account, displayId));
  const parts = messages.map(({ sender, at, content, files }) =>
    [
      words.from(oneLine(sender ?? words.nobody), times.format(at)),
      ...(content === "" ? [] : [content]),
      ...files.map((name) => words.file(oneLine(name))),
    ].join("\n"),
  );
  const body = parts.length === 0 ? [words.empty] : parts;
  return { subject: title, text: `${[title, ...(isCut ? [words.cut] : []), ...body].join("\n\n")}\n` };
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
