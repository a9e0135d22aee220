import type { Attachment } from "@/server/contract/_shared/dto";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { OutgoingEmail } from "@/server/contract/message/message-email";

/** The unsent text of a conversation. */
export type Text = {
  kind: "message" | "note";
  content: string;
  /** Of a mail: whom its writer chose, and what it forwards; null or absent = the recipients by default. */
  email?: OutgoingEmail | null | undefined;
};

/** What a text is together with another one: a reply, unless one of them was written for colleagues. Of the other only words count. */
export const kindOfBoth = (first: Text, other: Text): Text["kind"] =>
  first.kind === "note" || (other.kind === "note" && other.content.trim() !== "") ? "note" : "message";

/** A message or note on its way to the server. `clientId` is made here: sending twice with it sends once. */
export type UnsentMessage = Text & {
  displayId: number;
  /** Fingerprints of the drafts that end with it. Absent = any. */
  draftsSeen?: string[] | undefined;
  /** Stored on the server, and not part of a message yet. */
  files: Attachment[];
  clientId: string;
  resolve: boolean;
  /** ISO 8601, by this browser's clock. */
  at: string;
  /** Of a reply: the newest message that its writer has seen. */
  lastSeenNumber?: number | undefined;
  /** Of a reply: for how long it may be withdrawn. */
  holdMs?: number | undefined;
  /** Of a reply: its writer's signature is left out. */
  isUnsigned?: boolean | undefined;
  /** Of a reply: the message that it quotes. */
  inReplyTo?: { id: number } | undefined;
  /** Of a note: the members whom it mentions. */
  mentionIds?: number[] | undefined;
  /** Of a reply: the canned replies that it was written with. */
  cannedReplyIds?: number[] | undefined;
};

/** The unsent text of a conversation as this browser has it. */
export type DraftRecord = {
  type: "draft";
  displayId: number;
  text: Text;
  /** Fingerprints of the texts that the server may have from here, and of the one that this text was edited from. */
  seen: string[];
  /** The server has exactly this text. */
  isSettled: boolean;
};

/** A text that was typed before its page knew the copies of earlier pages: it is added to them by the next page. */
export type EarlyRecord = { type: "early"; page: string; displayId: number; text: Text };

/** The uploaded files of an unsent message. */
export type FilesRecord = { type: "files"; displayId: number; files: Attachment[] };

/** The next reply goes without its writer's signature. */
export type UnsignedRecord = { type: "unsigned" };

export type OutboxRecord = {
  type: "outbox";
  message: UnsentMessage;
  /** A request with it has begun: the server may have it. */
  wasTried: boolean;
  /** The last try had no answer, or was impossible. */
  isWaiting: boolean;
  /** Why the server refused it; null = it did not. */
  refusal: RefusalCode | "unknown" | null;
};

export type UnsentRecord = DraftRecord | EarlyRecord | FilesRecord | UnsignedRecord | OutboxRecord;

/** A record as it was at a revision; null = removed. Of two changes of a record the one with the higher revision wins. */
export type Change = { key: string; revision: number; record: UnsentRecord | null };

export const draftKey = (displayId: number): string => `draft ${displayId}`;
export const earlyKey = (page: string, displayId: number): string => `early ${page} ${displayId}`;
export const filesKey = (displayId: number): string => `files ${displayId}`;
export const unsignedKey = (displayId: number): string => `unsigned ${displayId}`;
export const outboxKey = (clientId: string): string => `outbox ${clientId}`;

/** The member whose texts are kept. Another member at the same browser has records of their own. */
export type Owner = { accountId: number; id: number };

/** The name of a member's database, journals, channel and locks. */
export const ownerName = ({ accountId, id }: Owner): string => `tickline-unsent-${accountId}-${id}`;
