import { RECEIPT_ERROR_CHARS_MAX, SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { SendOutcome } from "@/server/domain/send/send";
import { isStorableText, storableText } from "@/server/lib/storable-text";

/** Words of a program as they can be stored: cut, and with a mark in place of what no column takes. */
export const storableWords = (words: string): string => storableText(words.slice(0, RECEIPT_ERROR_CHARS_MAX));

/** An id that cannot be stored is none: the message was sent all the same. */
const storableId = (id: string | null): string | null =>
  id === null || id.length > SOURCE_ID_CHARS_MAX || !isStorableText(id) ? null : id;

/** An outcome whose words and id can be stored, whatever the program answered. */
export function storableOutcome(outcome: SendOutcome): SendOutcome {
  if (outcome.kind === "accepted") return { ...outcome, sourceId: storableId(outcome.sourceId) };
  if (outcome.kind === "refused") return { ...outcome, error: storableWords(outcome.error) };
  return { ...outcome, reason: storableWords(outcome.reason) };
}
