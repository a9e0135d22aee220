"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { refusedMailOf } from "@/app/_settings/queries";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import type { ChannelHealthDto, RefusedMailDto } from "@/server/contract/channel/channel-dto";
import { useWordsText } from "./use-finding-text";

type RefusedMailProps = { inboxId: number; refused: ChannelHealthDto["refused"] };

/** How much mail of the inbox was not stored lately, and on request each of it with the reason. */
export function RefusedMail({ inboxId, refused }: RefusedMailProps) {
  const t = useTranslations("settings.refusedMail");
  const [isShown, setShown] = useState(false);
  const listId = useId();
  if (!refused) return null;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="flex gap-2">
          <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          <span>{t("count", { count: refused.count })}</span>
        </p>
        <Button
          variant="plain"
          aria-expanded={isShown}
          aria-controls={listId}
          onClick={() => setShown(!isShown)}
        >
          {t(isShown ? "hide" : "show")}
        </Button>
      </div>
      <div id={listId}>{isShown ? <RefusedList key={refused.last.id} inboxId={inboxId} /> : null}</div>
    </div>
  );
}

function RefusedList({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.refusedMail");
  const trpc = useTRPC();
  const list = useInfiniteQuery(refusedMailOf(trpc, inboxId));
  const mails = list.data?.pages.flatMap(({ data }) => data);
  if (!mails) return <LoadState error={list.error} onRetry={list.refetch} />;
  return (
    <>
      <ul aria-label={t("label")} className="mt-3 divide-y divide-line border-line border-y">
        {mails.map((mail) => (
          <RefusedRow key={mail.id} mail={mail} />
        ))}
      </ul>
      <MoreButton list={list}>{t("more")}</MoreButton>
    </>
  );
}

function RefusedRow({ mail: { at, from, subject, reason } }: { mail: RefusedMailDto }) {
  const t = useTranslations("settings.refusedMail");
  const times = useTimes();
  const wordsText = useWordsText();
  return (
    <li className="py-2.5">
      <div className="flex flex-wrap justify-between gap-x-4">
        <span dir="auto" className="min-w-0 font-medium wrap-anywhere">
          {subject === "" ? t("noSubject") : subject}
        </span>
        <time dateTime={at} className="text-muted text-sm">
          {times.moment(at)}
        </time>
      </div>
      <p className="text-muted text-sm wrap-anywhere">{from ?? t("noSender")}</p>
      <p className="mt-1 wrap-anywhere">{wordsText(reason)}</p>
    </li>
  );
}
