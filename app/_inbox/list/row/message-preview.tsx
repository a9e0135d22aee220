"use client";

import { StickyNote } from "lucide-react";
import { useTranslations } from "next-intl";
import { useOthers } from "@/app/_inbox/presence/use-others";
import type { Row } from "@/app/_shared/conversation/rows";
import { FilesMark } from "@/app/_shared/files/files-mark";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { MessageTick } from "@/app/_shared/message/message-tick";
import { useReasonText } from "@/app/_shared/message/use-reason-text";

type MessagePreviewProps = { displayId: number; message: Row["conversation"]["lastMessage"] };

/** The last message of a conversation on one line, with its tick; or who is typing. */
export function MessagePreview({ displayId, message }: MessagePreviewProps) {
  const t = useTranslations("list");
  const tick = useTranslations("tick");
  const messageLine = useMessageLine();
  const reasonText = useReasonText();
  const { typingText } = useOthers(displayId);
  if (typingText) return <span className="text-accent">{typingText}</span>;
  if (message === null) return <span className="text-faint">{t("noMessage")}</span>;
  if (message.isDeleted) return <span className="text-faint">{t("deleted")}</span>;
  if (message.status === "failed") {
    return (
      <>
        <MessageTick status="failed" className="mr-1" />
        <span dir="auto">
          {message.externalError
            ? t("failedBecause", { error: reasonText(message.externalError) })
            : t("failed")}
        </span>
      </>
    );
  }
  // Only a withdrawn outgoing message has no tick.
  if (message.kind === "message" && message.direction === "out" && message.status === null)
    return <span className="text-faint">{t("withdrawn")}</span>;
  return (
    <>
      {message.kind === "note" ? (
        <>
          <StickyNote size={12} aria-hidden className="mr-1 inline align-[-1px] text-warn" />
          <span className="sr-only">{t("note")}</span>
        </>
      ) : null}
      {message.status === null ? null : (
        <span aria-hidden>
          <MessageTick status={message.status} className="mr-1" />
        </span>
      )}
      <FilesMark files={message.files} />
      <bdi>{messageLine(message)}</bdi>
      {message.status === null ? null : <span className="sr-only">, {tick(message.status)}</span>}
    </>
  );
}
