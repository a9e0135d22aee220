"use client";

import { useTranslations } from "next-intl";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { useTRPCClient } from "@/app/_lib/trpc";
import { openNow } from "@/app/_shared/view/navigate";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { removeMessageUndo, type Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { writtenPart } from "@/server/contract/message/mail-addresses";
import type { UnsentMessage } from "./records";

/** What this page has sent and what may still be withdrawn, as it was written: the server adds signatures and forwarded mails. */
const written = new Map<string, UnsentMessage>();

type Written = Pick<UnsentMessage, "content" | "email" | "files">;

/** What another page has sent, without what it forwards: that has files which are no uploads. */
function writtenOf({ content, email, attachments = [] }: MessageDto): Written {
  if (!email) return { content, files: attachments };
  const { to, cc, bcc = [], subject, forwards } = email;
  if (forwards === undefined) return { content, email: { to, cc, bcc }, files: attachments };
  return { content: writtenPart(content), email: { to, cc, bcc, subject, forwards }, files: [] };
}

/** Withdraws messages within their undo window: the last one by key, or each by its button. */
export function useWithdraw() {
  const t = useTranslations("composer");
  const { offer, undo } = useUndo();
  const client = useTRPCClient();
  const drafts = useDrafts();
  const writer = useCacheWriter();

  /** Text, recipients and files return to the composer. */
  const withdraw = (displayId: number, message: MessageDto) =>
    toPlainResult(async () => {
      writer.message(displayId, await client.messages.withdraw.mutate({ messageId: message.id }));
      const { content, email, files } = written.get(message.clientId ?? "") ?? writtenOf(message);
      drafts.restore(displayId, { kind: "message", content, email });
      pageUploads.restore(displayId, files);
    });
  const undoableOf = (displayId: number, message: MessageDto): Undoable => ({
    displayId,
    text: t("sent", { number: displayId }),
    undo: () => withdraw(displayId, message),
    openAfter: openNow(),
    messageId: message.id,
  });

  return {
    /** Makes a message that was just sent the last undoable change, until its undo window ends. */
    offerWithdrawal: (displayId: number, message: MessageDto, unsent: UnsentMessage) => {
      if (message.sendAfter === null) return;
      written.set(unsent.clientId, unsent);
      // A reader who still sees the message can withdraw it there.
      offer(undoableOf(displayId, message), { isQuiet: openNow() === displayId });
      const undoWindowMs = Date.parse(message.sendAfter) - Date.parse(message.createdAt);
      setTimeout(() => {
        removeMessageUndo(message.id);
        written.delete(unsent.clientId);
      }, undoWindowMs);
    },
    withdraw: (displayId: number, message: MessageDto) => {
      removeMessageUndo(message.id);
      void undo(undoableOf(displayId, message));
    },
  };
}
