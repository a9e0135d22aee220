"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPCClient } from "@/app/_lib/trpc";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { openNow } from "@/app/_shell/view/navigate";
import { warn } from "@/app/_ui/overlay/toast";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { useMessageWriter } from "./use-message-writer";

/** Deletes one of the reader's own messages immediately; the toast or a key restores it. */
export function useDeleteMessage(displayId: number, { id: messageId, kind }: MessageDto): () => void {
  const t = useTranslations("thread.deleted");
  const client = useTRPCClient();
  const { offer } = useUndo();
  const errorText = useErrorText();
  const write = useMessageWriter();

  const restore = () =>
    toPlainResult(async () => write(displayId, await client.messages.restore.mutate({ messageId })));
  const remove = async () => {
    try {
      write(displayId, await client.messages.delete.mutate({ messageId }));
    } catch (error) {
      return warn({ text: t("notDone"), detail: errorText(error) });
    }
    const text = kind === "note" ? t("note") : t("message");
    offer({ displayId, text, undo: restore, openAfter: openNow() });
  };
  return () => void remove();
}
