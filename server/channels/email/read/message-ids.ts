import { createHash } from "node:crypto";
import { plainText } from "./plain-text";

const MESSAGE_ID_CHARS_MAX = 250;
/** The first reference names the beginning of a conversation, the newest ones its end. */
const REFERENCES_MAX = 100;

/** The Message-IDs of a header without <>, in their order; what is longer than a Message-ID may be is left out. */
export function messageIdsIn(value: string | null): string[] {
  const ids = plainText(value ?? "")
    .split(/[\s<>,]/)
    .filter((id) => id !== "" && id.length <= MESSAGE_ID_CHARS_MAX);
  return [...new Set(ids)];
}

/** The references of a mail: the first and the newest of a long list. */
export function referencesIn(value: string | null): string[] {
  const ids = messageIdsIn(value);
  return ids.length <= REFERENCES_MAX ? ids : [...ids.slice(0, 1), ...ids.slice(1 - REFERENCES_MAX)];
}

/** The Message-ID of a mail; for one without it a digest, so that the same bytes are the same mail. */
export function messageIdOf(value: string | null, bytes: Uint8Array): string {
  const [id] = messageIdsIn(value);
  return id ?? digestId(bytes);
}

/** The Message-ID here of a mail whose own one was used before, for a mail of another date. */
export const repeatedMessageId = (messageId: string, sentAt: Date): string =>
  digestId(`${messageId} ${sentAt.toISOString()}`);

const digestId = (of: string | Uint8Array): string =>
  `${createHash("sha256").update(of).digest("hex").slice(0, 40)}@no-message-id.invalid`;
