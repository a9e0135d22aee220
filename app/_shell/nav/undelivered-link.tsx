"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareWarning } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { UndeliveredCounts } from "@/server/contract/message/undelivered";
import { NavLabel, navItem } from "./nav-item";

/** The link to the messages that were not delivered, with their number, which `UndeliveredUpdates` keeps current. */
export function UndeliveredLink() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const path = usePathname();
  const countText = useUndeliveredCount();
  const { data: counts } = useQuery(trpc.undelivered.counts.queryOptions());
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
