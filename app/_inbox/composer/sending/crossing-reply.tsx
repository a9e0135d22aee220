"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { FilesMark } from "@/app/_shared/files/files-mark";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { useActorName } from "@/app/_shared/why/use-actor-name";
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
