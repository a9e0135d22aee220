"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useLive } from "@/app/_lib/live/live";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import { useUndoOperation } from "./use-conversation-changes";

/**
 * Runs a change of a conversation: reports `done` with undo when something changed, and a refusal with its reason.
 * The conversation is shown as the answer has it; what else the change did arrives as events. While the live stream is down,
 * everything shown is refetched instead.
 *
 * `leave` shows the next conversation: at once, or with a broken connection after the answer. Offline nothing is tried, and
 * the reader stays.
 */
export function useChange(displayId: number) {
  const t = useTranslations("change");
  const refusalText = useRefusalText();
  const queryClient = useQueryClient();
  const live = useLive();
  const { offer } = useUndo();
  const undo = useUndoOperation();
  const refuse = (detail: string): void => {
    const show = { label: t("show"), run: () => openConversation(displayId) };
    warn({
      text: t("refused", { number: displayId }),
      detail,
      ...(openNow() === displayId ? {} : { action: show }),
    });
  };
  return async (run: () => Promise<ChangeResult>, done: string, leave?: () => void): Promise<void> => {
    if (!navigator.onLine) return refuse(t("unreachable"));
    const openBefore = openNow();
    const isFromList = openBefore !== displayId;
    const isLive = live.state() === "live";
    if (isLive) leave?.();
    let openAfter = openNow();
    try {
      const result = await run();
      if (!result.ok) return refuse(refusalText(result.code));
      if (!isLive && openNow() === openBefore) {
        leave?.();
        openAfter = openNow();
      }
      const { operationId } = result;
      if (operationId !== null)
        offer({
          displayId,
          text: done,
          undo: () => undo(displayId, operationId),
          openAfter,
          isFromList,
          operationId,
        });
    } catch {
      // The server is unreachable, or it failed: back, unless the reader has gone elsewhere meanwhile.
      if (leave && !isFromList && openNow() === openAfter) openConversation(displayId, "replace");
      return refuse(live.state() === "live" ? t("noAnswer") : t("unreachable"));
    }
    if (live.state() !== "live") void queryClient.invalidateQueries();
  };
}
