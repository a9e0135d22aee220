import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { AlertsScreen } from "@/app/_settings/alerts/alerts-screen";
import { alertsOf } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.alerts");
  return { title: t("title") };
}

export default async function AlertsPage() {
  await requirePageCaller("/settings/alerts");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchInfiniteQuery(alertsOf(trpc))]}>
      <AlertsScreen />
    </Prefetch>
  );
}
