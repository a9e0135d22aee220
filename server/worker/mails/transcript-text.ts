import type { Locale } from "@/server/contract/_shared/constants";
import type { Transcript } from "@/server/store/messages/system-messages";

type Words = {
  title: (account: string, number: number) => string;
  cut: string;
  empty: string;
  nobody: string;
  file: (name: string) => string;
  from: (name: string, time: string) => string;
};

const WORDS: Record<Locale, Words> = {
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
  const words = WORDS[locale];
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
