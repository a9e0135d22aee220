import { createHmac, timingSafeEqual } from "node:crypto";

/** Hexadecimal digits of the signature: 80 bits. The local part of an address has at most 64 characters. */
const SIGNATURE_CHARS = 20;
const SEPARATOR = "+c-";

/** The inbox's address with a signed conversation id: `help+c-1z-SIGNATURE@example.com`. */
export function replyAddress(address: string, conversationId: number, key: Uint8Array): string {
  const at = address.lastIndexOf("@");
  const id = conversationId.toString(36);
  return `${address.slice(0, at)}${SEPARATOR}${id}-${signature(address, id, key)}${address.slice(at)}`;
}

/** The conversation id in an address that `replyAddress` made of `address` with this key; null for any other. */
export function conversationIdIn(recipient: string, address: string, key: Uint8Array): number | null {
  const at = address.lastIndexOf("@");
  const start = `${address.slice(0, at)}${SEPARATOR}`.toLowerCase();
  const end = address.slice(at).toLowerCase();
  const text = recipient.toLowerCase();
  if (!text.startsWith(start) || !text.endsWith(end)) return null;
  const [id = "", signed = "", more] = text.slice(start.length, -end.length).split("-");
  const expected = Buffer.from(signature(address, id, key));
  const actual = Buffer.from(signed);
  if (more !== undefined || actual.length !== expected.length || !timingSafeEqual(actual, expected))
    return null;
  const conversationId = Number.parseInt(id, 36);
  return Number.isSafeInteger(conversationId) && conversationId > 0 ? conversationId : null;
}

const signature = (address: string, id: string, key: Uint8Array): string =>
  createHmac("sha256", key).update(`${address.toLowerCase()} ${id}`).digest("hex").slice(0, SIGNATURE_CHARS);
