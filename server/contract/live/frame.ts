import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import type { Counters } from "@/server/contract/conversation/counters";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Event } from "@/server/contract/event/event";
import type { UnreadNotifications } from "@/server/contract/member/notification";
import type { EphemeralMessageDto } from "@/server/contract/message/command-message";
import type { UndeliveredCounts } from "@/server/contract/message/undelivered";

/** A conversation as a list shows it. */
export type ListedRow = { conversation: ConversationDto; contact: ContactDto };

/** What a browser gets over the live stream. `events` go through `reduce`; the other fields replace. */
export type Frame = {
  /** All events up to here were considered, visible or not: resume after it. */
  cursor: string;
  events: Event[];
  /** The greatest seq in this frame, if it is beyond the cursor because an earlier event still waits. */
  upTo?: number;
  /** For the requested views: new or changed rows that are in one of them, and ids of those that left all. */
  rows?: { enter: ListedRow[]; leave: number[] };
  /**
   * The reader's rights have changed: drop these inboxes with everything in them. Rows of new inboxes enter; refetch an
   * open conversation.
   */
  gone?: { inboxIds: number[] };
  /** Absolute values, for streams that requested counters. */
  counters?: Counters;
  /** Absolute values, for the same streams; also sent when other messages are in trouble than before. */
  undelivered?: UndeliveredCounts;
  /** Who views which conversations: all, or the changes. Sent to streams with topics. */
  presence?: Presence;
  /** Ephemeral messages of conversations that the stream has open. They are stored nowhere. */
  ephemeral?: EphemeralMessageDto[];
  /** Open conversations, by display id, of which recipients received command messages. */
  acknowledged?: number[];
  /** The reader's unread notifications, absolute. Sent to streams with topics. */
  notifications?: UnreadNotifications;
  /** The reader's own seen marks that have changed. */
  seen?: OwnMark[];
  /** From here on the stream has the topics of this revision. */
  topics?: number;
  /** The cursor was unusable or too old: refetch, then continue from here. */
  reset?: { cursor: string };
};

/** Who views a conversation and who is typing in it, by user id, the reader included. */
export type PresentAt = { displayId: number; viewerIds: number[]; typerIds: number[] };

/** `isWhole`: all other conversations have no viewers. An entry replaces the earlier one of its conversation. */
export type Presence = { isWhole: boolean; at: PresentAt[] };

/** In `typerIds`: the conversation's customer. No member has this id. */
export const CUSTOMER = 0;

/** A typing client repeats its message this often. Without a repetition it counts as no longer typing. */
export const TYPING_EVERY_MS = 3_000;

/** The most conversations that one stream shows at the same time. */
export const VIEWED_MAX = 10;

/** The most lists of one request. */
export const VIEWS_MAX = 30;

/** The most open conversations of one request: one in each tab of a browser. */
export const CONVERSATIONS_MAX = 200;
