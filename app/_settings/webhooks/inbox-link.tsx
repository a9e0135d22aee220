"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";

/** Leads to the inbox whose callback an endpoint is. */
export function InboxLink({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const name = inboxes.find(({ id }) => id === inboxId)?.name ?? `#${inboxId}`;
  return (
    <Link href={`/settings/inboxes/${inboxId}`} className="relative text-accent hover:underline">
      {t("ofInbox", { name })}
    </Link>
  );
}
