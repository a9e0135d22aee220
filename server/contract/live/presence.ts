/** Who has a conversation before their eyes, and who is writing into it, by user id; oneself among them. */
export type PresentAt = { displayId: number; viewerIds: number[]; typerIds: number[] };

/** `isWhole`: there is nobody anywhere else. What is told of a conversation replaces what was told of it before. */
export type Presence = { isWhole: boolean; at: PresentAt[] };

/** A writer says so again this often, and stops being one when this has not been said for a while. */
export const TYPING_EVERY_MS = 3_000;

/** Windows that somebody sees at once. */
export const VIEWED_MAX = 10;
