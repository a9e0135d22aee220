import type { Locale } from "@/server/contract/_shared/constants";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { pathOfAlert, pathOfPolicy } from "@/server/contract/alert/alert-path";
import { type FileKind, fileKind } from "@/server/contract/file/constants";
import { wordsOf } from "@/server/contract/message/marks";
import type { PushedNotification } from "@/server/store/push/pushes";
import { alertHeadline } from "@/server/worker/mails/alert-text";

/** What the service worker shows (`public/sw.js`). */
export type PushPayload = {
  title: string;
  body: string;
  /** The page to open. */
  url: string;
  /** A later notification with the same one replaces it. */
  tag: string;
  /** The conversation's number: a window that shows it needs no notification. Null: it is about none. */
  conversation: number | null;
  /** The same for repeated deliveries of one state. */
  id: string;
};

type Words = {
  somebody: string;
  assigned: (actor: string) => string;
  mentioned: (actor: string) => string;
  many: (contact: string, count: number) => string;
  notDelivered: (contact: string) => string;
  notSent: (contact: string) => string;
  policyChanged: (inbox: string) => string;
  by: (actor: string) => string;
  file: Record<Exclude<FileKind, "file">, string>;
  files: (count: number) => string;
  test: { title: string; body: string };
};

const WORDS: Record<Locale, Words> = {
  en: {
    somebody: "Someone",
    assigned: (actor) => `${actor} assigned this conversation to you`,
    mentioned: (actor) => `${actor} mentioned you`,
    many: (contact, count) => `${contact} (${count} messages)`,
    notDelivered: (contact) => `Not delivered to ${contact}`,
    notSent: (contact) => `Scheduled message to ${contact} not sent`,
    policyChanged: (inbox) => `A conversation rule of ${inbox} was changed`,
    by: (actor) => `By ${actor}`,
    file: { image: "Image", audio: "Audio", video: "Video" },
    files: (count) => `${count} files`,
    test: { title: "Tickline", body: "Notifications work on this device." },
  },
  zh: {
    somebody: "有人",
    assigned: (actor) => `${actor} 将此会话分配给了您`,
    mentioned: (actor) => `${actor} 提到了您`,
    many: (contact, count) => `${contact}（${count} 条消息）`,
    notDelivered: (contact) => `未送达：${contact}`,
    notSent: (contact) => `发给 ${contact} 的定时消息未发送`,
    policyChanged: (inbox) => `${inbox} 的会话规则已更改`,
    by: (actor) => `操作者：${actor}`,
    file: { image: "图片", audio: "音频", video: "视频" },
    files: (count) => `${count} 个文件`,
    test: { title: "Tickline", body: "此设备可以正常接收通知。" },
  },
};

/** The service worker's notification of a test. */
export const testPayload = (locale: Locale): PushPayload => ({
  ...WORDS[locale].test,
  url: "/settings/profile",
  tag: "tickline-test",
  conversation: null,
  id: "test",
});

/** What a device shows of a notification, in its language. */
export function pushPayload(locale: Locale, notification: PushedNotification): PushPayload {
  const { id, at, actor, alert, change, conversation } = notification;
  const common = { tag: tagOf(notification), id: `${id} ${at.getTime()}` };
  if (conversation) {
    const { displayId } = conversation;
    const url = `/inbox?view=all&c=${displayId}${notification.message ? `&m=${notification.message.number}` : ""}`;
    return {
      ...textOf(locale, notification, conversation.contactName),
      url,
      conversation: displayId,
      ...common,
    };
  }
  if (change) {
    const words = WORDS[locale];
    const body = words.by(actor.name ?? words.somebody);
    const url = pathOfPolicy(change.inboxId);
    return { title: words.policyChanged(change.inboxName), body, url, conversation: null, ...common };
  }
  if (!alert) throw new Error(`notification ${id} is about nothing`);
  const title = alertHeadline(locale, alert);
  return { title, body: "", url: pathOfAlert(alert), conversation: null, ...common };
}

/** Names what a later notification replaces: another of the same conversation. */
export const tagOf = ({ id, conversation }: Pick<PushedNotification, "id" | "conversation">): string =>
  conversation ? `tickline-c${conversation.displayId}` : `tickline-n${id}`;

function textOf(
  locale: Locale,
  { kind, count, actor, message }: PushedNotification,
  contact: string,
): { title: string; body: string } {
  const words = WORDS[locale];
  const line = message ? messageLine(locale, message) : "";
  const by = actor.name ?? words.somebody;
  switch (kind) {
    case "assigned":
      return { title: contact, body: words.assigned(by) };
    case "mentioned":
      return { title: words.mentioned(by), body: line };
    case "not_delivered":
      return { title: words.notDelivered(contact), body: line };
    case "not_sent":
      return { title: words.notSent(contact), body: line };
    default:
      return { title: count > 1 ? words.many(contact, count) : contact, body: line };
  }
}

/** A message on one line: its words, or what its files are. */
export function messageLine(
  locale: Locale,
  { content, files }: Pick<LastMessage, "content" | "files">,
): string {
  const words = WORDS[locale];
  const text = wordsOf(content);
  if (text !== "" || !files) return text;
  if (files.count > 1) return words.files(files.count);
  const kind = fileKind(files.contentType);
  return kind === "file" ? files.name : words.file[kind];
}
