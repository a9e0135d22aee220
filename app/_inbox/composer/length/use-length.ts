"use client";

import { useInbox } from "@/app/_shared/use-inbox";
import { CONTENT_CHARS_MAX, DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { charactersOf } from "@/server/contract/message/constants";

/** How long a text may be that an inbox sends, or a note; and how much of that is left. */
export function useLength(inboxId: number, { kind, content }: { kind: "message" | "note"; content: string }) {
  const inbox = useInbox(inboxId);
  const max = kind === "note" ? CONTENT_CHARS_MAX : (inbox?.maxMessageChars ?? CONTENT_CHARS_MAX);
  const left = charsLeft(content, max);
  /** So long that not even the draft is stored on the server. */
  const isUnkept = content.length > DRAFT_CHARS_MAX;
  return { max, left, isOver: left !== null && left < 0, isUnkept };
}

/** The rest is shown when at most so many characters are left: a tenth of the limit, or this. */
const SHOWN_MAX = 1_000;
const SHOWN_PART = 10;

/** How many characters are left until a limit, below 0 if too many were typed; null: far from it, nothing is shown. */
export function charsLeft(text: string, max: number): number | null {
  const shownFrom = Math.min(SHOWN_MAX, Math.ceil(max / SHOWN_PART));
  // A character has one or two code units: a short text is not counted at each key.
  if (max - text.length > shownFrom) return null;
  const left = max - charactersOf(text);
  return left > shownFrom ? null : left;
}
