import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";
import { renderSystemContent } from "@/server/contract/message/render-system-content";
import type { Notice } from "@/server/domain/message/system-message";
import { fileUrls, type Rendering } from "@/server/files/file-url";

/** The system message of each notice of Tickline's own in the types of WuKongIM's clients. */
const NOTICE_TYPES: Readonly<Record<Notice, number>> = {
  "group.created": 1001,
  "member.joined": 1002,
  "member.removed": 1003,
  "member.left": 1011,
  "conversation.assigned": 1200,
  "conversation.resolved": 1201,
  "conversation.reopened": 1202,
};
const TIP = 2000;
const REVOKED = 1006;

/** Who reads a made payload: where its addresses lead, and in which language. */
export type PayloadReader = { rendering: Rendering; locale: string };

/**
 * The payload of a message that no WuKongIM client wrote, from its text and files. A message has one payload, and clients show
 * either the text of type 1 or a file: text with files is type 1 with their addresses, and the files beside it.
 */
export function madePayload(message: MessageDto, { rendering, locale }: PayloadReader): object {
  const { content, attachments = [], system, deletedAt } = message;
  if (deletedAt !== null) return { type: REVOKED, content: "" };
  if (message.kind === "system") {
    const type = system?.notice ? NOTICE_TYPES[system.notice] : TIP;
    return { type, content: system ? renderSystemContent(system, locale) : content, extra: [] };
  }
  const [file] = attachments;
  if (file && attachments.length === 1 && content === "") return filePayload(file, rendering);
  const lines = attachments.map((one) => `${one.name}: ${urlOf(one, rendering)}`);
  const text = { type: 1, content: [...(content === "" ? [] : [content]), ...lines].join("\n") };
  return attachments.length === 0
    ? text
    : { ...text, attachments: attachments.map((one) => filePayload(one, rendering)) };
}

const urlOf = (file: Attachment, rendering: Rendering): string => fileUrls(file, rendering).url ?? "";

function filePayload(file: Attachment, rendering: Rendering): object {
  const { contentType, name, bytes: size, durationMs } = file;
  const url = urlOf(file, rendering);
  const seconds = Math.ceil((durationMs ?? 0) / 1000);
  const area = { width: file.width ?? 0, height: file.height ?? 0 };
  if (contentType.startsWith("image/")) return { type: 2, url, ...area, size, name };
  if (contentType.startsWith("audio/")) return { type: 4, url, timeTrad: seconds, size, name };
  if (contentType.startsWith("video/")) return { type: 5, url, ...area, second: seconds, size, name };
  return { type: 8, url, name, size };
}
