import { cutText } from "@/server/contract/_shared/cut-text";
import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";

/** What may be wrong with an outgoing message: it failed, nobody knows whether it was sent, or it was sent and does not arrive. */
export const TROUBLES = ["failed", "unconfirmed", "overdue"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** A message that is failed, unconfirmed or overdue, and where it is. */
export type UndeliveredMessage = { message: MessageDto; conversation: ConversationDto; contact: ContactDto };

/** The longest text that is looked for in errors. */
export const ERROR_TEXT_MAX = 200;

/** The beginning of an error's text, as it is looked for. */
export const beginningOf = (error: string): string => cutText(error, ERROR_TEXT_MAX);

/** Only the newest of an inbox are counted. */
export const UNDELIVERED_MAX = 1_000;

/**
 * How many messages of a member's inboxes are failed or unconfirmed, and not dismissed; `mine`: in conversations assigned to the member.
 * `isCut`: some inbox has more than `UNDELIVERED_MAX`, of which the newest are counted.
 */
export type UndeliveredCounts = { mine: number; all: number; isCut: boolean };

/** Messages that one request may retry, mark as delivered or dismiss. */
export const SELECTED_MAX = 100;
