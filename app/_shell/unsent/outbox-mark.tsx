"use client";

import { MailWarning } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { openConversation } from "@/app/_shared/view/navigate";
import { Button } from "@/app/_ui/button";
import DialogWindow from "@/app/_ui/overlay/dialog-window";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { OutboxEntry } from "./outbox-view";
import { useUnsent } from "./page-unsent";
import { useStateText, useUnsentEntries } from "./use-write";

/** How many messages were not sent, with a list of them; nothing if all were. */
export function OutboxMark() {
  const t = useTranslations("outbox");
  const entries = useUnsentEntries();
  const [isOpen, setOpen] = useState(false);
  const isRefused = entries.some(({ state }) => state === "refused");
  if (entries.length === 0 && !isOpen) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className={`mt-1 flex w-full items-start gap-2 rounded-s px-2 py-1.5 text-left text-sm hover:underline pointer-coarse:py-2.5 ${isRefused ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn"}`}
      >
        <MailWarning size={14} aria-hidden className="mt-0.5 shrink-0" />
        {t("count", { count: entries.length })}
      </button>
      <DialogWindow
        open={isOpen}
        onOpenChange={setOpen}
        title={t("title")}
        description={t("description")}
        closeLabel={t("close")}
      >
        <OutboxList entries={entries} onLeave={() => setOpen(false)} />
      </DialogWindow>
    </>
  );
}

/** The messages that were not sent, why, and what can be done about each. */
function OutboxList({ entries, onLeave }: { entries: readonly OutboxEntry[]; onLeave: () => void }) {
  const t = useTranslations("outbox");
  if (entries.length === 0) return <p className="text-muted">{t("empty")}</p>;
  return (
    <ul className="flex max-h-96 flex-col divide-y divide-line overflow-y-auto">
      {entries.map((entry) => (
        <OutboxLine key={entry.clientId} entry={entry} onLeave={onLeave} />
      ))}
    </ul>
  );
}

function OutboxLine({ entry, onLeave }: { entry: OutboxEntry; onLeave: () => void }) {
  const t = useTranslations("outbox");
  const times = useTimes();
  const locale = useLocale();
  const stateText = useStateText();
  const { outbox } = useUnsent();
  const { displayId, clientId, content, files, kind, state, refusal, at } = entry;
  const isRefused = state === "refused";
  const copy = async () => navigator.clipboard.writeText(content);
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <p className="flex items-baseline justify-between gap-2 text-muted text-sm">
        <span>{t(kind, { number: displayId })}</span>
        <time dateTime={at}>{times.near(at)}</time>
      </p>
      <p dir="auto" className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">
        {content || new Intl.ListFormat(locale).format(files.map(({ name }) => name))}
      </p>
      <p className={isRefused ? "text-bad text-sm" : "text-sm text-warn"}>{stateText(entry)}</p>
      <div className="mt-1 flex flex-wrap gap-1.5">
        <Button
          size="sm"
          onClick={() => {
            openConversation(displayId);
            onLeave();
          }}
        >
          {t("open")}
        </Button>
        {isRefused && refusal !== "message.unseen_newer" ? (
          <Button size="sm" onClick={() => outbox.retry(clientId, {})}>
            {t("sendAgain")}
          </Button>
        ) : null}
        {content === "" ? null : (
          <Button
            size="sm"
            onClick={() =>
              void copy().then(
                () => notify({ text: t("copied") }),
                () => warn({ text: t("notCopied") }),
              )
            }
          >
            {t("copy")}
          </Button>
        )}
        <Button size="sm" variant="danger" onClick={() => outbox.remove(clientId)}>
          {t("discard")}
        </Button>
      </div>
    </li>
  );
}
