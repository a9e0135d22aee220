"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { useTRPCClient } from "@/app/_lib/trpc";
import { openNow } from "@/app/_shared/view/navigate";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { findInThread } from "@/app/_shell/cache/use-thread";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { removeMessageUndo, type Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { writtenPart } from "@/server/contract/message/mail-addresses";
import type { UnsentMessage } from "./records";
import { returnToComposer } from "./returned";

/** What this page has sent and what may still be withdrawn, as it was written: the server adds signatures and forwarded mails. */
const written = new Map<string, Written>();

type Written = Pick<UnsentMessage, "content" | "email" | "files" | "isUnsigned"> & {
  onWithdrawn?: (() => void) | undefined;
};

/** What another page has sent, without what it forwards: that has files which are no uploads. */
function writtenOf({ content, email, attachments = [] }: MessageDto): Written {
  if (!email) return { content, files: attachments };
  const { to, cc, bcc = [], subject, forwards } = email;
  if (forwards === undefined) return { content, email: { to, cc, bcc }, files: attachments };
  return { content: writtenPart(content), email: { to, cc, bcc, subject, forwards }, files: [] };
}

/** Returns a function for the message that a message quotes; null if it quotes none, or one that cannot be read. */
function useQuotedBy() {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return async (displayId: number, { inReplyTo }: MessageDto): Promise<MessageDto | null> => {
    const number = inReplyTo?.number ?? null;
    if (number === null) return null;
    const loaded = findInThread(queryClient, displayId, (one) => one.number === number);
    if (loaded) return loaded;
    const before = { displayId, after: number - 1, limit: 1 };
    const page = await client.messages.list.query(before).catch(() => null);
    return page?.data.find((one) => one.number === number) ?? null;
  };
}

/** Withdraws messages within their undo window: the last one by key, or each by its button. */
export function useWithdraw() {
  const t = useTranslations("composer");
  const { offer, undo } = useUndo();
  const client = useTRPCClient();
  const drafts = useDrafts();
  const writer = useCacheWriter();
  const quotedBy = useQuotedBy();

  /** What it was sent with returns to the composer. */
  const withdraw = (displayId: number, message: MessageDto) =>
    toPlainResult(async () => {
      const [withdrawn, quoted] = await Promise.all([
        client.messages.withdraw.mutate({ messageId: message.id }),
        quotedBy(displayId, message),
      ]);
      writer.message(displayId, withdrawn);
      const own: Written = written.get(message.clientId ?? "") ?? writtenOf(message);
      const { content, email, files, isUnsigned = false } = own;
      drafts.restore(displayId, { kind: "message", content, email });
      pageUploads.restore(displayId, files);
      returnToComposer(displayId, { quoted, isUnsigned });
      own.onWithdrawn?.();
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
    offerWithdrawal: (
      displayId: number,
      message: MessageDto,
      unsent: UnsentMessage,
      onWithdrawn?: () => void,
    ) => {
      if (message.sendAfter === null) return;
      written.set(unsent.clientId, { ...unsent, onWithdrawn });
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
