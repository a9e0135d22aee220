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
