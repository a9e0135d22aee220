"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";

/** Marks for administrators that an endpoint receives nothing although no member disabled it; updated by events. */
export function TroubleMark() {
  const t = useTranslations("settings.webhooks");
  const count = useTroubled();
  return count === 0 ? null : <NavMark text={t("troubled", { count })} />;
}

/** Marks for administrators that alerts are open; updated by events. */
export function AlertMark() {
  const t = useTranslations("settings.alerts");
  const count = useOpenAlerts();
  return count === 0 ? null : <NavMark text={t("openCount", { count })} />;
}

/** The mark of the settings as a whole: their pages have the others. */
export function AttentionMark() {
  const hasTroubled = useTroubled() > 0;
  return hasTroubled ? <TroubleMark /> : <AlertMark />;
}

function useTroubled(): number {
  const trpc = useTRPC();
  const enabled = useMe().role === "administrator";
  return useQuery({ ...trpc.webhooks.troubled.queryOptions(), enabled }).data ?? 0;
}

function useOpenAlerts(): number {
  const trpc = useTRPC();
  const enabled = useMe().role === "administrator";
  return useQuery({ ...trpc.alerts.open.queryOptions(), enabled }).data ?? 0;
}

/** A dot beside an entry of the navigation, and what it means. The hidden text stays within the scrolled list. */
const NavMark = ({ text }: { text: string }) => (
  <span title={text} data-mark className="relative size-2 shrink-0 rounded-full bg-bad">
    <span className="sr-only">{text}</span>
  </span>
);
