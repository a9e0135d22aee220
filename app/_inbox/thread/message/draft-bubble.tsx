"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { MessageFiles } from "@/app/_inbox/thread/files/message-files";
import { seenNumberOf } from "@/app/_inbox/thread/use-mark-seen";
import { cn } from "@/app/_lib/class-names";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useListText } from "@/app/_lib/use-list-text";
import { MessageTick } from "@/app/_shared/message/message-tick";
import { FoldedText } from "@/app/_shared/message/text/folded-text";
import { findInThread } from "@/app/_shell/cache/use-thread";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import { returnToComposer } from "@/app/_shell/unsent/returned";
import type { Draft } from "@/app/_shell/unsent/use-write";
import { useStateText } from "@/app/_shell/unsent/use-write";
import { SENDER_GUTTER, SenderAvatar } from "./bubble-parts";
import { bubble } from "./message-bubble";

/** A message that is being sent, waits for the server, or was refused. */
export function DraftBubble({ draft }: { draft: Draft }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const me = useMe();
  const isRefused = draft.state === "refused";
  const variant = draft.kind === "note" ? "note" : isRefused ? "failed" : "out";
  return (
    <div className={cn("flex flex-col items-end", SENDER_GUTTER)}>
      <div className="relative flex w-full justify-end">
        <div className={bubble(variant)}>
          {draft.files.length > 0 ? <MessageFiles files={draft.files} /> : null}
          {draft.email ? <MailTo email={draft.email} /> : null}
          {draft.content === "" ? null : <FoldedText id={draft.clientId} text={draft.content} />}
          <p className="mt-0.5 flex items-center justify-end gap-1.5 text-muted text-xs">
            {draft.kind === "note" ? <span>{t("note")}</span> : null}
            <time dateTime={draft.at}>{times.clock(draft.at)}</time>
            {draft.kind === "note" || isRefused ? null : <MessageTick status="pending" />}
          </p>
        </div>
        <SenderAvatar sender={{ type: "user", id: me.id, name: me.name }} />
      </div>
      {draft.state === "sending" ? null : <UnsentLine draft={draft} />}
    </div>
  );
}

/** Whom a mail goes to. */
function MailTo({ email: { to = [], cc = [], bcc = [], forwards } }: { email: NonNullable<Draft["email"]> }) {
  const t = useTranslations("composer.mail");
  const names = useListText()([...to, ...cc, ...bcc].map(({ name, address }) => name || address));
  return (
    <p className="mb-1 truncate text-muted text-xs">
      <bdi>{t(forwards === undefined ? "toNames" : "forwardTo", { names })}</bdi>
    </p>
  );
}

/** Why a message is not sent yet, and what can be done about it. */
function UnsentLine({ draft }: { draft: Draft }) {
  const t = useTranslations("outbox");
  const stateText = useStateText();
  const { outbox } = useUnsent();
  const drafts = useDrafts();
  const queryClient = useQueryClient();
  const { displayId, clientId, kind, content, email, files, inReplyTo, isUnsigned = false } = draft;
  const isRefused = draft.state === "refused";
  const edit = () => {
    outbox.remove(clientId);
    drafts.restore(displayId, { kind, content, email });
    pageUploads.restore(displayId, files);
    const quoted = inReplyTo && findInThread(queryClient, displayId, ({ id }) => id === inReplyTo.id);
    returnToComposer(displayId, { quoted: quoted ?? null, isUnsigned });
  };
  const button = "rounded-xs underline underline-offset-2";
  return (
    <p
      role={isRefused ? "alert" : "status"}
      className={cn(
        "mt-1 flex flex-wrap justify-end gap-x-2.5 text-sm",
        isRefused ? "text-bad" : "text-muted",
      )}
    >
      <span>{stateText(draft)}</span>
      {isRefused ? (
        <button
          type="button"
          onClick={() => outbox.retry(clientId, { lastSeenNumber: seenNumberOf(displayId) })}
          className={cn(button, "font-semibold")}
        >
          {t("sendAgain")}
        </button>
      ) : null}
      {/* One that was tried may have arrived: as a new message it would arrive twice. */}
      {isRefused || !draft.wasTried ? (
        <button type="button" onClick={edit} className={button}>
          {t("edit")}
        </button>
      ) : null}
      <button type="button" onClick={() => outbox.remove(clientId)} className={button}>
        {t("discard")}
      </button>
    </p>
  );
}
