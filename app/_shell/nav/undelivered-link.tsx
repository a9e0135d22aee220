"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquareWarning } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { usePush } from "@/app/_lib/leave";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { readAgain } from "@/app/_shell/cache/queries";
import { useActions } from "@/app/_shell/keys/actions";
import type { UndeliveredCounts } from "@/server/contract/message/undelivered";
import { NavLabel, navItem } from "./nav-item";

/**
 * The link to the messages that were not delivered, with their number, which the stream keeps current. Loaded apart from
 * the inbox, hence the default export.
 */
export default function UndeliveredLink() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const path = usePathname();
  const push = usePush();
  useActions("page", { undelivered: { run: () => push("/not-delivered") } });
  const countText = useUndeliveredCount();
  const { data: counts } = useQuery(trpc.undelivered.counts.queryOptions());
  useLiveFrames(({ undelivered }) => {
    if (!undelivered) return;
    queryClient.setQueryData(trpc.undelivered.counts.queryKey(), undelivered);
    readAgain(queryClient, trpc.undelivered.list.pathFilter());
  });
  return (
    <Link
      href="/not-delivered"
      prefetch={false}
      className={navItem()}
      aria-current={path === "/not-delivered" ? "page" : undefined}
    >
      <MessageSquareWarning size={14} aria-hidden className="shrink-0" />
      <NavLabel count={counts && countText(counts, "all")}>{t("title")}</NavLabel>
    </Link>
  );
}

/** Returns a function for the text of a count: "12", or "1,000+" where the server stopped counting. */
export function useUndeliveredCount(): (counts: UndeliveredCounts, which: "mine" | "all") => string {
  const format = useFormatter();
  return (counts, which) => `${format.number(counts[which])}${counts.isCut ? "+" : ""}`;
}
