"use client";

import { useInbox } from "@/app/_shared/use-inbox";
import { CONTENT_CHARS_MAX, DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { charsLeft } from "./chars-left";

/** How long a text may be that an inbox sends, or a note; and how much of that is left. */
export function useLength(inboxId: number, { kind, content }: { kind: "message" | "note"; content: string }) {
  const inbox = useInbox(inboxId);
  const max = kind === "note" ? CONTENT_CHARS_MAX : (inbox?.maxMessageChars ?? CONTENT_CHARS_MAX);
  const left = charsLeft(content, max);
  /** So long that not even the draft is stored on the server. */
  const isUnkept = content.length > DRAFT_CHARS_MAX;
  return { max, left, isOver: left !== null && left < 0, isUnkept };
}
