/** A mailbox of a header: its address as written, and its decoded name, "" if it has none. */
export type MailAddress = { name: string; address: string };

export type MailAttachment = {
  name: string;
  /** As the sender claims; whoever stores the file finds its type by its content. */
  contentType: string;
  content: Uint8Array;
  /** The Content-ID without <>, by which the HTML shows it, or null. */
  contentId: string | null;
};

/** The contents of an invitation. Times are as the sender wrote them, with the name of their zone. */
export type MailCalendar = {
  /** REQUEST, CANCEL, REPLY …; null for a calendar file without a method. */
  method: string | null;
  title: string;
  startsAt: string | null;
  endsAt: string | null;
  location: string | null;
  organizer: string | null;
};

/** What became of a mail of ours for one recipient (RFC 3464). `relayed` is also an expanded list. */
export type RecipientReport = {
  address: string;
  /** The one that its server made of it last, if the report has another. */
  finalAddress?: string;
  action: "failed" | "delayed" | "delivered" | "relayed";
  /** The enhanced status code, such as 5.1.1, or null. */
  status: string | null;
  /** The words of the server, or null. */
  diagnostic: string | null;
};

export type MailKind =
  | { type: "mail" }
  /** Sent by a program as an answer: an absence, a confirmation of receipt (RFC 3834). Never answered by a program. */
  | { type: "auto_reply" }
  /** Sent by a mailing list, in bulk, or by a program of its own accord (a notification). */
  | { type: "list" }
  /** A mail that we sent, which came back to us, or one of another installation at our domain. `messageId`: as its sender made it. */
  | { type: "own"; messageId: string }
  /**
   * A report of a mail server on a mail of ours; `originalMessageId` (without <>) is that mail's, if the report has it. `enclosedTo`: whom
   * the mail was to, as the report encloses it.
   */
  | {
      type: "bounce";
      recipients: readonly RecipientReport[];
      originalMessageId: string | null;
      enclosedTo?: readonly string[];
    }
  /** A report of the reader's program (RFC 8098): `displayed`, `deleted`, `processed`, `dispatched`, `denied`, `failed`. */
  | {
      type: "read_receipt";
      recipient: string | null;
      disposition: string;
      originalMessageId: string | null;
    };

/** What the server that received the mail found out about the domain of `from`. It never grants anything. */
export type MailAuthentication = { dmarc: "pass" | "fail" | "none"; fromDomain: string | null };

/** A mail as its parts are stored and shown. Texts have no control characters but line breaks and tabs. */
export type ReadMail = {
  /** Without <>. A mail without one, or with one that a mail of another date has, has a digest, which ends in `@no-message-id.invalid`. */
  messageId: string;
  inReplyTo: string | null;
  /** Oldest first, without <>; of a longer list the first and the newest. */
  references: readonly string[];
  /** Null if no sender can be read. */
  from: MailAddress | null;
  replyTo: MailAddress | null;
  /** The further addresses of `Reply-To`, up to a bound. */
  replyToOthers: readonly MailAddress[];
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  /** How many recipients of `to` and `cc` are left out beyond the bound. */
  recipientsLeftOut: number;
  /** Addresses that servers on the way noted as the mailbox's (Delivered-To, X-Original-To, Envelope-To). */
  deliveredTo: readonly string[];
  subject: string;
  /** The header's Date; null if there is none that can be read. */
  sentAt: Date | null;
  /** The whole text; of a mail with HTML only, its text. */
  text: string;
  /** The text without quoted mails and without the signature; the whole text if nothing else is left. */
  newText: string;
  /** As the sender wrote it, never to be shown before it is sanitised; null if the mail has none. */
  html: string | null;
  attachments: readonly MailAttachment[];
  calendar: MailCalendar | null;
  kind: MailKind;
  authentication: MailAuthentication;
  /** Whether a filter on the way marked it as spam; `by` is that filter's header in lower case. */
  spam: { isSpam: boolean; by: string | null };
};

export type MailRefusalCode =
  | "mail.empty"
  | "mail.too_large"
  | "mail.too_many_lines"
  | "mail.too_many_parts"
  | "mail.too_deep"
  | "mail.headers_too_large"
  | "mail.unreadable"
  /** Nobody could be answered. */
  | "mail.no_sender"
  /** It takes too much time or memory. */
  | "mail.too_costly"
  /** The mail server lists it, and does not hand it over. */
  | "mail.withheld"
  /** It was read, and something in it cannot be stored. */
  | "mail.not_storable";

/** Why a mail is not stored; `message` is an English sentence for the administrator. */
export type MailRefusal = { code: MailRefusalCode; message: string };

export type MailReading = { mail: ReadMail } | { refused: MailRefusal };

/** How our own mail is recognised: by the domain of the Message-IDs that we make. */
export type MailReader = { messageIdDomain: string };
