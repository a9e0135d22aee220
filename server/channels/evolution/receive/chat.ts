import type { MessageKey } from "@/server/channels/evolution/webhook/envelope";
import type { Person } from "@/server/channels/places";

/** A person on WhatsApp. `hiddenId`: their id without the number, beside the number; null where only one of both is known. */
export type WhatsappPerson = Person & { hiddenId: string | null };

/** Where a message was written. `writer`: who wrote it in a group; null: the group itself, or us. */
export type Chat =
  | ({ kind: "person" } & WhatsappPerson)
  | { kind: "group"; sourceId: string; writer: WhatsappPerson | null };

const PHONE = /^(\d{5,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/;
const HIDDEN = /^(\d{5,20})(?::\d+)?@lid$/;
const GROUP = /^[\d-]{5,40}@g\.us$/;

/**
 * The chat of a message; null: it is a status, a channel or a broadcast, which is no conversation. `ownId`: the id of the instance's
 * number, which some versions name beside the other side's.
 */
export function chatOf(key: MessageKey, ownId?: string | null): Chat | null {
  const { remoteJid } = key;
  if (GROUP.test(remoteJid)) {
    const writer = key.fromMe
      ? null
      : personOf(
          key.participant,
          key.participantAlt,
          key.participantPn,
          key.senderPn,
          key.participantLid,
          key.senderLid,
        );
    return { kind: "group", sourceId: remoteJid, writer };
  }
  const ids = [remoteJid, key.remoteJidAlt, ...(key.fromMe ? [] : [key.senderPn, key.senderLid])];
  const own = personOf(ownId)?.sourceId;
  const person = personOf(...ids.filter((id) => !own || personOf(id)?.sourceId !== own)) ?? personOf(...ids);
  return person && { kind: "person", ...person };
}

/** Whether a key is of a chat, as far as it names one: a status, a channel or a broadcast is none. */
export const isInChat = ({ remoteJid }: { remoteJid?: string | null | undefined }): boolean =>
  !remoteJid || [PHONE, HIDDEN, GROUP].some((form) => form.test(remoteJid));

/** The person with these ids: by their number if one of them has it. */
export function personOf(...ids: readonly (string | null | undefined)[]): WhatsappPerson | null {
  const digits = firstOf(PHONE, ids);
  const hidden = firstOf(HIDDEN, ids);
  const hiddenId = hidden === null ? null : `${hidden}@lid`;
  if (digits !== null) return { sourceId: digits, phone: `+${digits}`, hiddenId };
  return hiddenId === null ? null : { sourceId: hiddenId, phone: null, hiddenId: null };
}

function firstOf(form: RegExp, ids: readonly (string | null | undefined)[]): string | null {
  for (const id of ids) {
    const found = form.exec(id ?? "")?.[1];
    if (found) return found;
  }
  return null;
}

/** How Evolution API names a contact of an inbox, for a search. */
export const jidOf = (sourceId: string): string =>
  sourceId.includes("@") ? sourceId : `${sourceId}@s.whatsapp.net`;
