import type { ContactDto, ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { Change } from "@/server/domain/message/content";
import type { ChangeOutcome } from "@/server/domain/send/change";
import type { SendOutcome } from "@/server/domain/send/send";

/** The bytes of one call and its headers. */
export type RenderedCall = { body: Uint8Array; headers: Readonly<Record<string, string>> };

/** What a call is for: a send, or the question whether an earlier call of that send arrived. */
export type CallPurpose = "send" | "lookup";

/** How the program behind an inbox is spoken to. */
export type CallbackBody = {
  /** Renders a call as it is now. Rejects if what it shows cannot be read. */
  render(request: SendRequest, purpose: CallPurpose, now: Date): Promise<RenderedCall>;
  /** What a 2xx answer says. `text`: its beginning, at most 2 KiB. */
  accepted(status: number, text: string): Extract<SendOutcome, { kind: "accepted" }>;
  /** The program's words in an answer that is no 2xx; null: it gives none. */
  errorIn(text: string): string | null;
};

/** The values of an answer's JSON object; none if it is no object. */
export function valuesOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {}; // it answers in another format, or with more than the beginning
  }
}

/** The first of these values that is a text. */
export const textOf = (...values: readonly unknown[]): string | null =>
  values.find((value): value is string => typeof value === "string" && value.trim() !== "")?.trim() ?? null;

const NOT_RECEIVED = "The integration says that it did not get the message.";

/** What the 2xx answer to a look-up says: `status` sent, pending, failed, not_received, or anything else. */
export function lookedUp(text: string, sourceIdCharsMax: number): SendOutcome {
  const { status, sourceId, error } = valuesOf(text);
  if (status === "failed") return { kind: "refused", error: textOf(error) ?? "" };
  if (status === "not_received") return { kind: "not_sent", reason: NOT_RECEIVED, retryAfterMs: null };
  if (status !== "sent" && status !== "pending")
    return { kind: "ambiguous", reason: "The integration doesn't know whether it got the message." };
  const named = textOf(sourceId);
  const isKept = named !== null && named.length <= sourceIdCharsMax;
  return { kind: "accepted", sourceId: isKept ? named : null, status };
}

/** One attempt of a message, with everything that a sender needs to take it out. */
export type SendRequest = {
  accountId: number;
  /** A UUID, the same in all tries of the attempt. */
  sendId: string;
  attempt: number;
  message: MessageDto;
  conversation: ConversationDto;
  contact: ContactDto;
  inbox: InboxDto;
  /** The settings of the inbox's channel, secrets included. */
  settings: JsonObject;
  /** The versions of the inbox's secret that sign: the current one first, then one that was replaced lately. */
  secretVersions: readonly [number, ...number[]];
};

/** The result of one try. `status` and `address`: of an HTTP answer, as far as there was one. */
export type SendResult = {
  outcome: SendOutcome;
  durationMs: number;
  status: number | null;
  address: string | null;
};

/** A change of a message that was sent, with everything that a sender needs to make it. */
export type ChangeRequest = Pick<SendRequest, "accountId" | "message" | "inbox" | "settings"> & {
  kind: Change;
};

/** The result of one try to change a message that was sent. */
export type ChangeResult = { outcome: ChangeOutcome; durationMs: number };

/** The part of a channel that takes a message out. */
export type Sender = {
  /** Makes one try. Never throws. */
  send(request: SendRequest): Promise<SendResult>;
  /** Asks whether the sender got an earlier try. `not_sent`: it did not, and will not send it. Never throws. */
  lookUp(request: SendRequest): Promise<SendResult>;
  /** Edits or deletes a message that was sent, where the channel's traits allow it. May be repeated. Never throws. */
  changeSent?(request: ChangeRequest): Promise<ChangeResult>;
};

/**
 * Why Tickline did not call a program, or got no answer of it, as stored with messages, their changes and tries: in English, for
 * programs and logs. Each has a name, by which screens translate it, and the word or number that it contains.
 */
const REASONS = [
  ["stopped", /^Tickline stopped while it was sending this message\.$/],
  ["no_callback", /^The inbox has no callback URL any more\.$/],
  ["connection_refused", /^Connection refused\.$/],
  ["connection_reset", /^The connection was reset\.$/],
  ["no_answer", /^No answer within (\d+) ms\.$/],
  ["no_connection", /^No connection within (\d+) ms\.$/],
  ["slow_name", /^The name was not resolved within (\d+) ms\.$/],
  ["unknown_name", /^The name (\S+) was not found\.$/],
  ["private_address", /^(\S+) (?:(?:is|leads to) a private or reserved address|may not be connected to)\./],
  ["edit_too_late", /^The channel takes an edit for (\d+) minutes after the message was sent\.$/],
  ["delete_too_late", /^The channel takes a deletion for (\d+) hours after the message was sent\.$/],
  ["file_not_editable", /^The channel does not edit the text of this kind of file\.$/],
  ["not_known_sent", /^It is not known whether the message was sent\.$/],
  ["no_whatsapp_id", /^The message has no id of WhatsApp\.$/],
  ["no_whatsapp_number", /^The customer has no WhatsApp number in this inbox\.$/],
  ["settings_outdated", /^The settings of the channel are no longer valid\. Save them again\.$/],
  ["discarded", /^Discarded by ([\s\S]+)\.$/],
  ["unprepared", /^The message could not be prepared: ([\s\S]+)$/],
] as const;

/**
 * The status at the beginning of a mail server's answer (RFC 3463), after the recipient where there are several and the code of SMTP. 530,
 * 534, 535 and 538 answer our own login (RFC 4954).
 */
const MAIL_STATUS = /^(?:[^\s@]+@[^\s@:]+: )?(?:5(?:[0-24-9]\d|3[1-3679])[ -]#?)?5\.(\d{1,3}\.\d{1,3})/;

/** What statuses mean; those of class 7 are all of a policy. */
const MAIL_REASONS = new Map([
  ["1.0", "mail_address"],
  ["1.1", "mail_address"],
  ["1.2", "mail_domain"],
  ["1.3", "mail_address"],
  ["1.6", "mail_address"],
  ["1.10", "mail_address"],
  ["2.1", "mail_off"],
  ["2.2", "mail_full"],
  ["2.3", "mail_size"],
  ["3.4", "mail_size"],
  ["4.4", "mail_domain"],
] as const);

type MailReason = typeof MAIL_REASONS extends Map<string, infer Name> ? Name | "mail_policy" : never;
type OwnReason = { name: (typeof REASONS)[number][0] | MailReason; word: string };

/**
 * The reason in `text` if it is one of Tickline's own, or a mail server's answer of known meaning, whose word is the whole answer; null: a
 * program's words. Durations are in ms.
 */
export function ownReasonOf(text: string): OwnReason | null {
  for (const [name, pattern] of REASONS) {
    const found = pattern.exec(text);
    if (found) return { name, word: found[1] ?? "" };
  }
  const name = mailReasonOf(MAIL_STATUS.exec(text)?.[1] ?? "");
  return name ? { name, word: text } : null;
}

function mailReasonOf(status: string): MailReason | undefined {
  const [, name] = [...MAIL_REASONS].find(([known]) => known === status) ?? [];
  return name ?? (status.startsWith("7.") ? "mail_policy" : undefined);
}
