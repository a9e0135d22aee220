"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { settingChanges } from "@/app/_settings/queries";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Segmented } from "@/app/_ui/segmented";
import { AuditLine } from "./audit-line";

const KINDS = ["all", "policy", "inbox", "member", "token", "endpoint", "account"] as const;

/** Who changed which setting, member or token; for administrators. */
export function AuditScreen() {
  const t = useTranslations("settings.audit");
  const trpc = useTRPC();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("all");
  const log = useInfiniteQuery({
    ...settingChanges(trpc, kind === "all" ? null : kind),
    placeholderData: keepPreviousData,
  });
  const changes = log.data?.pages.flatMap((page) => page.data);
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <Segmented
        label={t("kinds")}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      {changes === undefined ? <LoadState error={log.error} onRetry={log.refetch} /> : null}
      {changes?.length === 0 ? (
        <EmptyState icon={<ScrollText size={20} />} title={t("empty")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      <ol className="mt-5" aria-label={t("title")}>
        {changes?.map((change) => (
          <AuditLine key={change.id} change={change} />
        ))}
      </ol>
      {log.hasNextPage ? (
        <Button className="mt-3" disabled={log.isFetching} onClick={() => void log.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </>
  );
}
