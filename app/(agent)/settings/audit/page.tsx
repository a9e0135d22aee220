import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { NO_FILTER } from "@/app/_settings/audit/audit-filter";
import { AuditScreen } from "@/app/_settings/audit/audit-screen";
import { settingChanges } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.audit");
  return { title: t("title") };
}

export default async function AuditPage() {
  await requirePageCaller("/settings/audit");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchInfiniteQuery(settingChanges(trpc, NO_FILTER))]}>
      <AuditScreen />
    </Prefetch>
  );
}
