"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { addUsed, takeUsed } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { seenNumberOf } from "@/app/_inbox/thread/use-mark-seen";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { newId } from "@/app/_lib/new-id";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { useUndoSend } from "@/app/_shell/start/use-undo-send";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import type { Text, UnsentMessage } from "@/app/_shell/unsent/records";
import { type Returned, returnToComposer } from "@/app/_shell/unsent/returned";
import { useWithdraw } from "@/app/_shell/unsent/use-withdraw";
import { useShowSent } from "@/app/_shell/unsent/use-write";
import { warn } from "@/app/_ui/overlay/toast";
import type { Attachment } from "@/server/contract/_shared/dto";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

type SendOptions = {
  displayId: number;
  /** The newest message when the conversation was opened. */
  openedAt: number;
  /** The text is being sent. Returns what to call when it is known whether the server has deleted its draft. */
  onSend: (resolves: boolean) => (isDeleted: boolean) => void;
  /** It was refused because others wrote meanwhile: text and files return to the composer. */
  onBlocked: (text: Text) => void;
};

/** Sends what was written. A crossing reply is refused until its writer has seen the newer message. */
export function useSend({ displayId, openedAt, onSend, onBlocked }: SendOptions) {
  const t = useTranslations("composer");
  const { outbox } = useUnsent();
  const drafts = useDrafts();
  const showSent = useShowSent();
  const { offerWithdrawal } = useWithdraw();
  const { seconds } = useUndoSend();
  /** The number up to which everything was seen when the reply was refused; null: none was refused. */
  const [blockedAfter, setBlockedAfter] = useState<number | null>(null);

  const refuse = (
    code: RefusalCode | "unknown",
    text: Text,
    { clientId, lastSeenNumber, files }: UnsentMessage,
    { used, returned }: Pick<ReplyOptions, "returned"> & { used: ReturnType<typeof takeUsed> },
  ) => {
    const isBlocked = code === "message.unseen_newer";
    if (isBlocked) {
      outbox.remove(clientId);
      onBlocked(text);
      returnToComposer(displayId, returned); // its writer may be elsewhere
      pageUploads.restore(displayId, files);
      addUsed(displayId, used);
      setBlockedAfter(lastSeenNumber ?? null);
    }
    if (openNow() === displayId) return;
    const show = { label: t("show"), run: () => openConversation(displayId) };
    warn({ text: t(isBlocked ? "heldAway" : "notSent", { number: displayId }), action: show });
  };
  const send = async (text: Text, options: ReplyOptions) => {
    const used = takeUsed(displayId, text.kind === "message" ? text.content : "");
    const lastSeenNumber = options.seen ?? seenNumberOf(displayId) ?? openedAt;
    const message = unsentMessage(displayId, text, options, {
      draftsSeen: drafts.seen(displayId),
      reply: { lastSeenNumber, holdMs: seconds * 1000 },
      cannedReplyIds: used.map(({ key }) => Number(key)),
    });
    setBlockedAfter(null);
    // The bubble can come before the answer: undo by key waits for the answer, which offers it.
    const endChange = message.holdMs ? beginChange() : null;
    try {
      // In one task: the text is in the outbox or in the composer, whenever the page ends.
      const answered = outbox.add(message, (sent) => showSent(displayId, sent));
      const confirmDraft = onSend(message.resolve);
      const result = await answered;
      confirmDraft(result?.kind === "sent");
      if (result?.kind === "refused") refuse(result.code, text, message, { ...options, used });
      if (result?.kind === "sent")
        offerWithdrawal(displayId, result.sent.message, message, () => addUsed(displayId, used));
    } finally {
      endChange?.(null);
    }
  };
  return { send, blockedAfter };
}

type Circumstances = {
  draftsSeen: string[];
  reply: Required<Pick<UnsentMessage, "lastSeenNumber" | "holdMs">>;
  cannedReplyIds: number[];
};

function unsentMessage(
  displayId: number,
  { kind, content }: Text,
  { resolve, mentionIds, files, isUnsigned, email, inReplyTo }: ReplyOptions,
  { draftsSeen, reply, cannedReplyIds }: Circumstances,
): UnsentMessage {
  const isReply = kind === "message";
  return {
    displayId,
    kind,
    content: content.trim(),
    clientId: newId(),
    draftsSeen,
    resolve: resolve && isReply,
    at: new Date().toISOString(),
    mentionIds,
    files,
    ...(isReply && reply),
    ...(isReply && isUnsigned && { isUnsigned }),
    ...(isReply && email && { email }),
    ...(isReply && inReplyTo && { inReplyTo }),
    ...(cannedReplyIds.length > 0 && { cannedReplyIds }),
  };
}

type ReplyOptions = {
  resolve: boolean;
  seen?: number | undefined;
  mentionIds: number[];
  /** The writer's signature is left out. */
  isUnsigned: boolean;
  /** Of a mail: whom it goes to, and what it forwards. */
  email: Text["email"];
  inReplyTo: { id: number } | undefined;
  /** Stored on the server, and not part of a message yet. */
  files: Attachment[];
  /** What returns with it if it comes back, beside text and files. */
  returned: Returned;
};
