import type { OutgoingEmail } from "./message-email";

/** Of a page: the fingerprints of so many texts that the server may have from it. A save adds one, and its answer leaves one. */
export const DRAFT_SEEN_MAX = 50;
export const FINGERPRINT_CHARS_MAX = 60;

type Text = { kind: "message" | "note"; content: string; email?: OutgoingEmail | null | undefined };

/** Whether there is nothing to keep: neither words nor chosen recipients. */
export const isEmptyText = ({ content, email }: Pick<Text, "content" | "email">): boolean =>
  content.trim() === "" && !email;

/** A short name of a draft, the same in browsers and on the server; null is the absence of one. */
export function fingerprintOf(text: Text | null): string {
  if (!text || isEmptyText(text)) return "none";
  const all = text.email ? `${text.content}\n${emailKey(text.email)}` : text.content;
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (let at = 0; at < all.length; at++) hash = Math.imul(hash ^ all.charCodeAt(at), 0x01000193);
  return `${text.kind} ${all.length} ${(hash >>> 0).toString(36)}`;
}

/** The same for equal recipients, in whichever order the server returns their fields. */
function emailKey({ to = [], cc = [], bcc = [], subject, forwards }: OutgoingEmail): string {
  const lists = [to, cc, bcc].map((all) => all.map(({ name = "", address }) => [name, address]));
  return JSON.stringify([lists, subject ?? null, forwards ?? null]);
}
