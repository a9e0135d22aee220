import { normalisedSubject } from "@/server/domain/message/mail-subject";
import type { ThreadLookups } from "./lookups";
import { conversationIdIn } from "./reply-address";

/** The part of a mail that decides which conversation it belongs to. Message-IDs are without <>. */
export type ThreadedMail = {
  from: string;
  /**
   * Where its sender wants answers, "" = at `from`: the forms of a website write from one address for all customers, and name them here.
   * Null: a mail of ours.
   */
  replyTo: string | null;
  recipients: readonly string[];
  subject: string;
  date: Date;
  inReplyTo: string | null;
  references: readonly string[];
};

export type ThreadDecision =
  | { conversationId: number; by: "reply_address" | "reference" | "subject" }
  | { conversationId: null; by: "none" };

/** A mail without a reference joins a conversation of the same subject and sender within this time. */
const SUBJECT_AGE_MS_MAX = 14 * 24 * 3_600_000;
/** The newest references name the conversation; more of them only cost time. */
const REFERENCES_MAX = 100;

/**
 * The conversation of a mail: by a signed reply address, then by known Message-IDs, and only without a reference by
 * subject and sender. A mail that refers to unknown mails begins a conversation.
 */
export async function threadOf(
  mail: ThreadedMail,
  lookups: ThreadLookups,
  inbox: { address: string; replyKey: Uint8Array },
): Promise<ThreadDecision> {
  for (const recipient of mail.recipients) {
    const id = conversationIdIn(recipient, inbox.address, inbox.replyKey);
    const found = id === null ? null : await lookups.findConversation(id);
    if (found) return { ...found, by: "reply_address" };
  }
  const references = [...new Set([mail.inReplyTo ?? [], ...mail.references.toReversed()].flat())];
  if (references.length > 0) {
    const found = await lookups.findByMessageIds(references.slice(0, REFERENCES_MAX));
    return found ? { ...found, by: "reference" } : { conversationId: null, by: "none" };
  }
  const subject = normalisedSubject(mail.subject);
  if (subject === "") return { conversationId: null, by: "none" };
  const since = new Date(mail.date.getTime() - SUBJECT_AGE_MS_MAX);
  const replyTo = mail.replyTo?.toLowerCase() ?? null;
  const found = await lookups.findBySubject(mail.from.toLowerCase(), subject, { since, replyTo });
  return found ? { ...found, by: "subject" } : { conversationId: null, by: "none" };
}
