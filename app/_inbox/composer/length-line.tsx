"use client";

import { useFormatter, useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useInbox } from "@/app/_shared/use-account";
import { CONTENT_CHARS_MAX, DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { charactersOf } from "@/server/contract/message/constants";

type LengthLineProps = {
  id?: string;
  max: number;
  left: number | null;
  className?: string;
  isOver?: boolean;
  isUnkept?: boolean;
};

/** How many characters are left near a limit, or by how many a text is too long. */
export function LengthLine({ id, max, left, isUnkept = false, className }: LengthLineProps) {
  const t = useTranslations("composer.length");
  const format = useFormatter();
  if (left === null) return null;
  const isOver = left < 0;
  return (
    <p
      id={id}
      role={isOver ? "alert" : undefined}
      className={cn("text-end text-xs tabular-nums", isOver ? "text-bad" : "text-muted", className)}
    >
      {isOver ? t("over", { count: -left, max: format.number(max) }) : t("left", { count: left })}
      {isUnkept ? ` ${t("unkept", { max: format.number(DRAFT_CHARS_MAX) })}` : ""}
    </p>
  );
}

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
