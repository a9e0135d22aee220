"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";

/** Marks for administrators that an endpoint receives nothing although no member disabled it; updated by events. */
export function TroubleMark() {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const isAdministrator = useMe().role === "administrator";
  const { data: count = 0 } = useQuery({
    ...trpc.webhooks.troubled.queryOptions(),
    enabled: isAdministrator,
  });
  if (count === 0) return null;
  const text = t("troubled", { count });
  return (
    <span title={text} className="size-2 shrink-0 rounded-full bg-bad">
      <span className="sr-only">{text}</span>
    </span>
  );
}
