"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import type { InboxDto, PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyReplayDto } from "@/server/contract/inbox/policy-preview";
import { MovedList } from "./moved-list";

const PAGE = 5;
const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

/** Repeats the decisions of the last days under the unsaved settings. */
export function DryRun({ inbox, policy }: { inbox: InboxDto; policy: PolicyDto }) {
  const t = useTranslations("settings.policy.dryRun");
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...trpc.inboxes.policyReplay.infiniteQueryOptions(
      { inboxId: inbox.id, draft: policy, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    placeholderData: keepPreviousData,
  });
  const { data, error, refetch } = list;
  const [first] = data?.pages ?? [];
  return (
    <section aria-labelledby="dry-run" className="mt-8 rounded-m border border-line p-4">
      <h3 id="dry-run" className="flex items-center gap-2 text-base">
        <History size={15} aria-hidden className="text-muted" />
        {t("title")}
      </h3>
      {first ? <Result replay={first} /> : <LoadState error={error} onRetry={refetch} />}
      <MovedList rows={data?.pages.flatMap((page) => page.data) ?? []} />
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </section>
  );
}

/** The counts, and which decisions were left out. */
function Result({ replay }: { replay: PolicyReplayDto }) {
  const t = useTranslations("settings.policy.dryRun");
  const times = useTimes();
  const { decided, moved, isCut, since, recordedSince } = replay;
  return (
    <>
      <p role="status" className="mt-1">
        {decided === 0
          ? t("nothing")
          : moved === 0
            ? t("none", { decided })
            : t.rich("moved", { ...marks, moved, decided })}
      </p>
      <p className="mt-0.5 text-muted text-sm">
        {t("how")} {isCut ? t("cut", { since: times.moment(since) }) : null}{" "}
        {recordedSince ? t("recordedSince", { since: times.moment(recordedSince) }) : null}
      </p>
    </>
  );
}
