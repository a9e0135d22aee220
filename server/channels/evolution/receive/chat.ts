import type { MessageKey } from "@/server/channels/evolution/webhook/envelope";
import type { Person } from "@/server/channels/places";

/** Where a message was written. `writer`: who wrote it in a group; null: the group itself, or us. */
export type Chat = ({ kind: "person" } & Person) | { kind: "group"; sourceId: string; writer: Person | null };

const PHONE = /^(\d{5,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/;
const HIDDEN = /^(\d{5,20})(?::\d+)?@lid$/;
const GROUP = /^[\d-]{5,40}@g\.us$/;

/** The chat of a message; null: it is a status, a channel or a broadcast, which is no conversation. */
export function chatOf(key: MessageKey): Chat | null {
  const { remoteJid } = key;
  if (GROUP.test(remoteJid)) {
    const writer = key.fromMe
      ? null
      : personOf(key.participant, key.participantAlt, key.participantPn, key.senderPn);
    return { kind: "group", sourceId: remoteJid, writer };
  }
  const person = personOf(remoteJid, key.remoteJidAlt, key.senderPn);
  return person && { kind: "person", ...person };
}

/** The person with these ids: by their number if one of them has it. */
function personOf(...ids: readonly (string | null | undefined)[]): Person | null {
  for (const id of ids) {
    const digits = PHONE.exec(id ?? "")?.[1];
    if (digits) return { sourceId: digits, phone: `+${digits}` };
  }
  for (const id of ids) {
    const digits = HIDDEN.exec(id ?? "")?.[1];
    if (digits) return { sourceId: `${digits}@lid`, phone: null };
  }
  return null;
}

/** How Evolution API names a contact of an inbox, for a search. */
export const jidOf = (sourceId: string): string =>
  sourceId.includes("@") ? sourceId : `${sourceId}@s.whatsapp.net`;
