"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** Messages of a WuKongIM inbox that readers lack after a refresh, and who sent them; nothing where there are none. */
export function NotKept({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.channelState");
  const format = useFormatter();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.inboxes.channelHealth.queryOptions({ inboxId: inbox.id }));
  const { count, senders } = data?.notKept ?? { count: 0, senders: [] };
  if (count === 0) return null;
  const names = senders.map((sender) => t("sender", { ...sender, name: sender.name ?? t("system") }));
  return (
    <p className="flex gap-2">
      <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0 wrap-anywhere">{t("notKept", { count, names: format.list(names) })}</span>
    </p>
  );
}
