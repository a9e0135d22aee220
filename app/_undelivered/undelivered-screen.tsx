"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePush } from "@/app/_lib/leave";
import { useTRPC } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-account";
import { ListConnectionMark } from "@/app/_shell/nav/connection-mark";
import { useUndeliveredCount } from "@/app/_shell/nav/undelivered-link";
import { WidePage } from "@/app/_shell/nav/wide-page";
import { Segmented } from "@/app/_ui/segmented";
import type { UndeliveredFilter, UndeliveredScope } from "./queries";
import { UndeliveredList } from "./undelivered-list";

/** The messages that failed, are unconfirmed or overdue, of the reader's conversations or of all. */
export function UndeliveredScreen({ filter }: { filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const push = usePush();
  const [scope, setScope] = useState<UndeliveredScope>("any");
  const countText = useUndeliveredCount();
  const { data: counts } = useQuery(trpc.undelivered.counts.queryOptions());
  const label = (which: "mine" | "all") =>
    counts && filter.trouble === "any"
      ? t("withCount", { name: t(which), count: countText(counts, which) })
      : t(which);
  return (
    <WidePage
      head={(openNav) => (
        <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-3.5 py-2">
          {openNav}
          <h1 className="flex-1 whitespace-nowrap font-semibold text-md">{t("title")}</h1>
          <Segmented
            label={t("troubles")}
            value={filter.trouble}
            options={[
              { value: "any", label: t("failedOnly") },
              { value: "overdue", label: t("overdueOnly") },
            ]}
            onChange={(trouble) =>
              push(trouble === "any" ? "/not-delivered" : "/not-delivered?trouble=overdue")
            }
          />
          <Segmented
            label={t("whose")}
            value={scope}
            options={[
              { value: "me", label: label("mine") },
              { value: "any", label: label("all") },
            ]}
            onChange={setScope}
          />
        </div>
      )}
    >
      <ListConnectionMark />
      <FilterLine filter={filter} />
      <UndeliveredList
        key={`${scope} ${filter.trouble} ${filter.error} ${filter.inboxId}`}
        scope={scope}
        filter={filter}
      />
    </WidePage>
  );
}

/** Names what the list is limited to, with a link to all; nothing without a limit. */
function FilterLine({ filter: { error, inboxId } }: { filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const inbox = useInbox(inboxId);
  if (error === null && inboxId === null) return null;
  return (
    <p className="flex shrink-0 flex-wrap items-baseline gap-x-3 border-line border-b bg-accent-soft px-3.5 py-2">
      <span className="min-w-0 wrap-anywhere">
        {error === null ? null : t("withError", { error })}{" "}
        {inbox ? t("ofInbox", { inbox: inbox.name }) : null}
      </span>
      <Link href="/not-delivered" prefetch={false} className="font-semibold text-accent hover:underline">
        {t("showAll")}
      </Link>
    </p>
  );
}
