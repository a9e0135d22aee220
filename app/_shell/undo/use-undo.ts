"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useLive } from "@/app/_lib/live/live";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { isInbox, openConversation, openNow } from "@/app/_shared/view/navigate";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { whenAnswered } from "./superseded";
import { addUndoable, takeUndoable, type Undoable } from "./undoable";

/** Reports a change with undo: in a toast for a while, and by key afterwards. */
export function useUndo() {
  const t = useTranslations("undo");
  const refusalText = useRefusalText();
  const queryClient = useQueryClient();
  const live = useLive();

  const undo = async (done: Undoable): Promise<void> => {
    const { displayId, isOnlyCopy } = done;
    const show =
      displayId === null ? {} : { action: { label: t("show"), run: () => openConversation(displayId) } };
    const refuse = (detail: string): void => {
      const text = t("refused", { done: done.text });
      if (!isOnlyCopy) return void warn({ text, detail, ...show });
      const action = { label: t("retry"), run: () => undoOne(done) };
      addUndoable(done, warn({ text, detail, action, stays: true }).dismiss);
    };
    let remains: string | undefined;
    try {
      const result = await done.undo();
      if (!result.ok) return refuse(refusalText(result.code));
      remains = result.remains;
    } catch {
      // Next throws when the server is unreachable or was updated under this page: undo can be retried.
      if (!isOnlyCopy) addUndoable(done);
      return refuse(t("unreachable"));
    }
    if (live.state() !== "live") void queryClient.invalidateQueries();
    const hasMoved = done.isFromList || !isInbox() || openNow() !== done.openAfter;
    if (!hasMoved && displayId !== null) openConversation(displayId, "replace");
    notify({
      text: t("undone", { done: done.text }),
      ...(remains !== undefined && { detail: remains }),
      ...(hasMoved ? show : {}),
    });
  };

  const undoOne = (done: Undoable): void => {
    const found = takeUndoable(done);
    if (found) void undo(found);
  };

  return {
    /** `isQuiet`: no toast, because the screen shows elsewhere how to undo. */
    offer: (done: Undoable, { isQuiet = false } = {}) => {
      if (isQuiet) return addUndoable(done);
      const { text, detail } = done;
      const toast = notify({
        text,
        ...(detail && { detail }),
        action: { label: t("undo"), run: () => undoOne(done) },
      });
      // The toast goes with the change, however that was undone, superseded or expired.
      addUndoable(done, toast.dismiss);
    },
    undo,
    /** Undoes a change, unless that is no longer possible. */
    undoOne,
    /** Undoes the latest change, also one that the server has not answered yet. */
    undoLast: () =>
      whenAnswered(() => {
        const last = takeUndoable();
        if (last) void undo(last);
        else notify({ text: t("nothing") });
      }),
  };
}
