"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { openNow } from "@/app/_shared/view/navigate";
import { useWithdraw } from "@/app/_shell/unsent/use-withdraw";
import type { MessageDto } from "@/server/contract/_shared/dto";

const STEP_MS = 250;

/** Below a message in its undo window: the seconds left, and for its writer a button that withdraws it. */
export function CrossingLine({ message }: { message: MessageDto & { sendAfter: string } }) {
  const t = useTranslations("composer");
  const me = useMe();
  const { withdraw } = useWithdraw();
  const leftMs = useLeftMs(message);
  if (leftMs <= 0) return null;
  const isMine = message.sender.type === "user" && message.sender.id === me.id;
  return (
    <p className="mt-1 flex gap-x-2.5 text-muted text-sm">
      <span className="tabular-nums">{t("leavesIn", { seconds: Math.ceil(leftMs / 1000) })}</span>
      {isMine ? (
        <button
          type="button"
          onClick={() => {
            const displayId = openNow();
            if (displayId !== null) withdraw(displayId, message);
          }}
          className="rounded-xs font-semibold text-accent underline-offset-2 hover:underline"
        >
          {t("undoSend")}
        </button>
      ) : null}
    </p>
  );
}

/** At most the message's undo window, whatever this browser's clock shows. */
function useLeftMs({ createdAt, sendAfter }: { createdAt: string; sendAfter: string }): number {
  const [now, setNow] = useState(() => Date.now());
  const endsAt = Date.parse(sendAfter);
  const isOver = now >= endsAt;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  return Math.min(endsAt - now, endsAt - Date.parse(createdAt));
}
