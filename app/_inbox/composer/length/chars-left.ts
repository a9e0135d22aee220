import { charactersOf } from "@/server/contract/message/constants";

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
