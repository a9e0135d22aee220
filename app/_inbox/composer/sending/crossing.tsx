"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useMe } from "@/app/_lib/session/me";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTRPC } from "@/app/_lib/trpc";
import { FilesMark, useMessageLine } from "@/app/_shared/files/use-message-line";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { useWithdraw } from "@/app/_shell/unsent/use-withdraw";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { toLastMessage } from "@/server/contract/event/reduce";

const SHOWN_MAX = 3;
const READ_MAX = 20;

/** The messages that crossed a reply, after the number `after`: it is sent only after its writer has seen them. */
export function CrossingReply({ after }: { after: number }) {
  const { displayId, setShownNumber } = useDraft();
  const t = useTranslations("composer");
  const trpc = useTRPC();
  const me = useMe();
  const actorName = useActorName();
  const messageLine = useMessageLine();
  const { data } = useQuery({
    ...trpc.messages.list.queryOptions({ displayId, after, limit: READ_MAX }),
    staleTime: 0,
  });
  const last = data?.data.at(-1)?.number;
  useEffect(() => {
    if (last !== undefined) setShownNumber(last);
  }, [last, setShownNumber]);

  const others = (data?.data ?? []).filter(
    ({ kind, sender }) => kind === "message" && !(sender.type === "user" && sender.id === me.id),
  );
  const [first] = others;
  if (!first) return null;
  const names = new Set(others.map(({ sender }) => actorName(sender)));
  return (
    <div
      role="alert"
      className="mx-2 mt-2 rounded-s bg-note px-3 py-2 text-sm inset-ring inset-ring-note-line"
    >
      <p className="font-semibold">
        {names.size === 1
          ? t("held", { name: actorName(first.sender) })
          : t("heldMany", { count: others.length })}
      </p>
      <ul className="my-1 flex flex-col gap-0.5">
        {others.slice(-SHOWN_MAX).map((message) => (
          <li key={message.id} className="flex min-w-0 gap-1.5">
            {names.size === 1 ? null : (
              <bdi className="shrink-0 font-medium">{actorName(message.sender)}:</bdi>
            )}
            <span dir="auto" className="line-clamp-2 min-w-0 wrap-anywhere">
              <FilesMark files={toLastMessage(message).files} />
              {messageLine(toLastMessage(message))}
            </span>
          </li>
        ))}
      </ul>
      {others.length > SHOWN_MAX ? (
        <p className="text-muted">{t("heldMore", { count: others.length - SHOWN_MAX })}</p>
      ) : null}
      <p className="text-muted">{t("heldHint")}</p>
    </div>
  );
}

const STEP_MS = 250;

/** Below a message in its undo window: the seconds left, and for its writer a button that withdraws it. */
export function CrossingLine({ message }: { message: MessageDto & { sendAfter: string } }) {
  const t = useTranslations("composer");
  const me = useMe();
  const { displayId } = useOpenThread();
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
          onClick={() => withdraw(displayId, message)}
          className="rounded-xs font-semibold text-accent underline-offset-2 hover:underline"
        >
          {t("undoSend")}
        </button>
      ) : null}
    </p>
  );
}

/** At most the message's undo window, by the server's clock. */
function useLeftMs({ createdAt, sendAfter }: { createdAt: string; sendAfter: string }): number {
  const [now, setNow] = useState(serverNow);
  const endsAt = Date.parse(sendAfter);
  const isOver = now >= endsAt;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNow(serverNow()), STEP_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  return Math.min(endsAt - now, endsAt - Date.parse(createdAt));
}
