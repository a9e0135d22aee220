"use client";

import { useFormatter, useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { Mention } from "@/server/contract/_shared/dto";
import { MessageText } from "./message-text";

type FoldedTextProps = { id: string; text: string; mentions?: readonly Mention[] | undefined };

/** A message's text. Of a long one only the beginning is rendered until the reader asks for all of it. */
export function FoldedText({ id, text, mentions }: FoldedTextProps) {
  const t = useTranslations("thread.fold");
  const format = useFormatter();
  const [isUnfolded, toggle] = useUnfolded(`text ${id}`);
  const beginning = foldedText(text);
  if (beginning === null) return <MessageText text={text} mentions={mentions} />;
  return (
    <>
      <div className={isUnfolded ? "" : "fade-end"}>
        <MessageText text={isUnfolded ? text : beginning} mentions={mentions} />
      </div>
      <FoldButton isUnfolded={isUnfolded} onToggle={toggle}>
        {isUnfolded ? t("less") : t("all", { count: format.number(text.length) })}
      </FoldButton>
    </>
  );
}

type FoldButtonProps = { isUnfolded: boolean; onToggle: () => void; children: ReactNode };

/** Unfolds what is above it, and folds it again. */
export const FoldButton = ({ isUnfolded, onToggle, children }: FoldButtonProps) => (
  <button
    type="button"
    aria-expanded={isUnfolded}
    onClick={onToggle}
    className="my-1 block rounded-xs font-semibold text-accent text-sm hover:underline pointer-coarse:min-h-10"
  >
    {children}
  </button>
);

/** A text with more characters or lines than these is folded. */
const CHARS_MAX = 2_400;
const LINES_MAX = 30;
/** How much of a folded text is shown: clearly less, so that unfolding is worth a click. */
const SHOWN_CHARS = 1_200;
const SHOWN_LINES = 15;
/** A cut moves back to a space at most this far; text without spaces is cut where it is. */
const WORD_CHARS_MAX = 40;

/** The beginning of a long text; null: it is short enough to be shown as a whole. */
export function foldedText(text: string): string | null {
  if (text.length <= CHARS_MAX && endOfLines(text, LINES_MAX) === text.length) return null;
  const end = Math.min(endOfLines(text, SHOWN_LINES), SHOWN_CHARS);
  return text.slice(0, end === SHOWN_CHARS ? endOfWord(text, end) : end).trimEnd();
}

/** Where the first lines of a text end. Reads no further: a text may have 150,000 characters. */
function endOfLines(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line < lines; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length;
  }
  return end;
}

/** The end of a word before a position, never within a character of two code units. */
function endOfWord(text: string, position: number): number {
  const space = text.slice(position - WORD_CHARS_MAX, position).search(/\s\S*$/);
  if (space > 0) return position - WORD_CHARS_MAX + space;
  const code = text.charCodeAt(position - 1);
  return code >= 0xd800 && code <= 0xdbff ? position - 1 : position;
}

type Unfolded = { keys: ReadonlySet<string>; toggle: (key: string) => void };

const NONE: Unfolded = { keys: new Set(), toggle: () => {} };
const UnfoldedContext = createContext(NONE);

/** Remembers what is unfolded while a thread is open: a virtual row forgets its state when it leaves the window. */
export function UnfoldedProvider({ children }: { children: ReactNode }) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(NONE.keys);
  const toggle = (key: string) =>
    setKeys((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return <UnfoldedContext value={{ keys, toggle }}>{children}</UnfoldedContext>;
}

/** Whether the item with a key is unfolded, and how to change that. */
export function useUnfolded(key: string): [isUnfolded: boolean, toggle: () => void] {
  const { keys, toggle } = useContext(UnfoldedContext);
  return [keys.has(key), () => toggle(key)];
}
