"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { undoableNow } from "@/app/_shell/undo/superseded";
import { listUndoables, subscribeUndoables, type Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import type { Entry, EntryGroup } from "./entries";

/** How many changes are listed without a query. */
const SHOWN_MAX = 5;
const NONE: readonly Undoable[] = [];

/** The reader's changes that can be undone now, newest first, each with its undo; `more` are listed only for a query. */
export function useUndoEntries(): { shown: EntryGroup[]; more: Entry[] } {
  const t = useTranslations("undo");
  const keys = useTranslations("keys");
  const { undoOne } = useUndo();
  const all = useSyncExternalStore(subscribeUndoables, listUndoables, () => NONE);
  const entries = undoableNow(all).map(
    (done, at): Entry => ({
      id: `undo ${done.operationId ?? done.messageId ?? ""} ${at} ${done.text}`,
      name: keys("choice", { action: t("undo"), choice: done.text }),
      icon: <Undo2 size={16} />,
      does: { run: () => undoOne(done) },
    }),
  );
  const items = entries.slice(0, SHOWN_MAX);
  return {
    shown: items.length === 0 ? [] : [{ id: "undo", label: t("history"), items }],
    more: entries.slice(SHOWN_MAX),
  };
}
