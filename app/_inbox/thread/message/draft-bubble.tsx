"use client";

import { useTranslations } from "next-intl";
import { seenNumberOf } from "@/app/_inbox/composer/seen-number";
import { type Draft, useWrite } from "@/app/_inbox/composer/use-write";
import { MessageFiles } from "@/app/_inbox/thread/files/message-files";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { MessageTick } from "@/app/_shared/message/message-tick";
import { bubble } from "./message-bubble";
import { SENDER_GUTTER, SenderAvatar } from "./sender-avatar";
import { FoldedText } from "./text/folded-text";

/** A message that is being sent, or that failed. */
export function DraftBubble({ draft, displayId }: { draft: Draft; displayId: number }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const errorText = useErrorText();
  const me = useMe();
  const { write, discard } = useWrite(displayId);
  const { error, ...written } = draft;
  const variant = draft.kind === "note" ? "note" : error ? "failed" : "out";
  return (
    <div className={cn("flex flex-col items-end", SENDER_GUTTER)}>
      <div className="relative flex w-full justify-end">
        <div className={bubble(variant)}>
          {draft.files.length > 0 ? <MessageFiles files={draft.files} /> : null}
          {draft.content === "" ? null : <FoldedText id={draft.clientId} text={draft.content} />}
          <p className="mt-0.5 flex items-center justify-end gap-1.5 text-muted text-xs">
            {draft.kind === "note" ? <span>{t("note")}</span> : null}
            <time dateTime={draft.at}>{times.clock(draft.at)}</time>
            {draft.kind === "note" || error ? null : <MessageTick status="pending" />}
          </p>
        </div>
        <SenderAvatar sender={{ type: "user", id: me.id, name: me.name }} />
      </div>
      {error ? (
        <p role="alert" className="mt-1 flex flex-wrap justify-end gap-x-2.5 text-bad text-sm">
          <span>{t("notSaved", { reason: errorText(error) })}</span>
          <button
            type="button"
            onClick={() => void write({ ...written, lastSeenNumber: seenNumberOf(displayId) })}
            className="rounded-xs font-semibold underline underline-offset-2"
          >
            {t("sendAgain")}
          </button>
          <button
            type="button"
            onClick={() => discard(draft.clientId)}
            className="rounded-xs underline underline-offset-2"
          >
            {t("discard")}
          </button>
        </p>
      ) : null}
    </div>
  );
}
