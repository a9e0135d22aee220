"use client";

import { Activity, BellRing, Webhook } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import type { Entry } from "./entries";

const ICON_PX = 16;

/** Pages for administrators, found by name. */
export function useAdministrationEntries(): Entry[] {
  const t = useTranslations("settings");
  const router = useRouter();
  const { role } = useMe();
  if (role !== "administrator") return [];
  return [
    {
      id: "page webhooks",
      name: t("webhooks.title"),
      icon: <Webhook size={ICON_PX} />,
      does: { run: () => router.push("/settings/webhooks") },
    },
    {
      id: "page alerts",
      name: t("alerts.title"),
      icon: <BellRing size={ICON_PX} />,
      does: { run: () => router.push("/settings/alerts") },
    },
    {
      id: "page events",
      name: t("events.title"),
      icon: <Activity size={ICON_PX} />,
      does: { run: () => router.push("/settings/events") },
    },
  ];
}
