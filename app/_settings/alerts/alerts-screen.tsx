"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { alertsOf } from "@/app/_settings/queries";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { AlertLine } from "./alert-line";

/** What needs an administrator: open alerts first, then the closed ones of the last 90 days. */
export function AlertsScreen() {
  const t = useTranslations("settings.alerts");
  const trpc = useTRPC();
  const list = useInfiniteQuery(alertsOf(trpc));
  const alerts = list.data?.pages.flatMap((page) => page.data);
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      {alerts === undefined ? <LoadState error={list.error} onRetry={list.refetch} /> : null}
      {alerts?.length === 0 ? (
        <EmptyState icon={<BellRing size={20} />} title={t("empty")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      <ol className="mt-5" aria-label={t("title")}>
        {alerts?.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button className="mt-3" disabled={list.isFetching} onClick={() => void list.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </>
  );
}
