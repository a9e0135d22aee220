import { z } from "zod";
import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import type { MessageLocation } from "@/server/contract/message/channel-facts";
import { locationInput, placeText } from "@/server/contract/message/channel-facts";
import { writtenIn } from "./written-text";

type Content = Record<string, unknown>;

const text = z.string().nullish().catch(null);
const wrapped = z.object({ message: z.record(z.string(), z.unknown()) });
const size = z
  .union([
    z.number(),
    z.string().transform(Number),
    z.object({ low: z.number() }).transform(({ low }) => low),
  ])
  .nullish()
  .catch(null);

const media = z.object({
  caption: text,
  mimetype: text,
  fileName: text,
  title: text,
  ptt: z.boolean().nullish().catch(null),
  fileLength: size,
});
/** A file of a message, without its bytes. `kind`: as WhatsApp shows it. */
export type MessageMedia = {
  kind: "image" | "video" | "audio" | "voice" | "document" | "sticker";
  caption: string;
  mimetype: string;
  fileName: string | null;
  bytes: number | null;
};

/** Such as a message that disappears, one in a document with a text, and one in an album. */
const DEPTH_MAX = 4;

/** The innermost content of a message: whatever wraps another message has that in its `message`. */
export function innerContent(content: Content, depth = 0): Content {
  if (depth >= DEPTH_MAX) return content;
  for (const part of Object.values(content)) {
    const read = wrapped.safeParse(part);
    if (read.success) return innerContent(read.data.message, depth + 1);
  }
  return content;
}

const MEDIA = [
  ["imageMessage", "image"],
  ["videoMessage", "video"],
  ["ptvMessage", "video"],
  ["audioMessage", "audio"],
  ["documentMessage", "document"],
  ["stickerMessage", "sticker"],
] as const;

/** A message's file; null: it has none. */
export function mediaIn(content: Content): MessageMedia | null {
  for (const [name, kind] of MEDIA) {
    const read = media.safeParse(content[name]);
    if (!read.success) continue;
    const { caption, mimetype, fileName, title, ptt, fileLength } = read.data;
    return {
      kind: kind === "audio" && ptt ? "voice" : kind,
      caption: caption?.trim() ?? "",
      mimetype: mimetype ?? "",
      fileName: fileName || title || null,
      bytes: fileLength ?? null,
    };
  }
  return null;
}

const place = z.object({
  degreesLatitude: z.number(),
  degreesLongitude: z.number(),
  name: text,
  address: text,
});
const reaction = z.object({
  key: z.object({ id: z.string().min(1).max(200) }),
  text: z.string().max(50).nullish(),
});
const quoting = z.object({ contextInfo: z.object({ stanzaId: z.string().min(1).max(200) }) });
const mentioning = z.object({ contextInfo: z.object({ mentionedJid: z.array(z.string()) }) });
/** What WhatsApp's protocol exchanges beside messages; an album is announced before its pictures. */
const SILENT: ReadonlySet<string> = new Set([
  "albumMessage",
  "protocolMessage",
  "senderKeyDistributionMessage",
  "messageContextInfo",
  "pollUpdateMessage",
  "keepInChatMessage",
  "encReactionMessage",
  "reactionMessage", // one whose message cannot be read
  "pinInChatMessage",
  "base64",
  "mediaUrl",
]);

/** The text by which a message is shown, empty only where there is a file; null: it is nothing that a person wrote. */
export function textOf(content: Content): string | null {
  const file = mediaIn(content);
  if (file) return file.caption;
  const location = placeIn(content);
  return location ? placeText(location) : (writtenIn(content) ?? unshownText(content));
}

/** Null: nothing of it is a message. */
function unshownText(content: Content): string | null {
  const [type] = Object.keys(content).filter((name) => !SILENT.has(name));
  if (type === undefined) return null;
  return `[A message of the type ${type.slice(0, 60)}, which Tickline does not show. See it on the phone.]`;
}

/** A customer's reaction to a message, which is none of its own; null: it is another message. */
export function reactionIn({ message }: Pick<EvolutionMessage, "message">): z.output<typeof reaction> | null {
  const found = reaction.safeParse(message && innerContent(message)["reactionMessage"]);
  return found.success ? found.data : null;
}

/** The id of the message that a message quotes, by WhatsApp. Some versions have it beside the content, others within. */
export function quotedIn({ message, contextInfo }: EvolutionMessage): string | null {
  if (contextInfo?.stanzaId) return contextInfo.stanzaId;
  for (const part of Object.values(message ? innerContent(message) : {})) {
    const found = quoting.safeParse(part);
    if (found.success) return found.data.contextInfo.stanzaId;
  }
  return null;
}

/** The ids of those whom a message mentions, where a quote is too. */
export function mentionsIn({
  message,
  contextInfo,
}: Pick<EvolutionMessage, "message" | "contextInfo">): readonly string[] {
  if (contextInfo?.mentionedJid) return contextInfo.mentionedJid;
  for (const part of Object.values(message ? innerContent(message) : {})) {
    const found = mentioning.safeParse(part);
    if (found.success) return found.data.contextInfo.mentionedJid;
  }
  return [];
}

/** What a message has; null: nothing that a person wrote. */
export function contentOf({ message }: Pick<EvolutionMessage, "message">) {
  if (!message) return null;
  const inner = innerContent(message);
  const media = mediaIn(inner);
  const found = textOf(inner);
  const text = found === "" && !media ? unshownText(inner) : found; // no message is empty
  return text === null ? null : { text, media, location: placeIn(inner) };
}

/** The place that a message is about; null: it is about none. */
function placeIn(content: Content): MessageLocation | null {
  const found = place.safeParse(content["locationMessage"] ?? content["liveLocationMessage"]);
  if (!found.success) return null;
  const { degreesLatitude: latitude, degreesLongitude: longitude, name, address } = found.data;
  const named = { name: name || null, ...(address && { address }) };
  return locationInput.safeParse({ latitude, longitude, ...named }).data ?? null;
}
