import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { InboxesScreen } from "@/app/_settings/inbox/inboxes-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("inboxes") };
}

export default async function InboxesPage() {
  await requirePageCaller("/settings/inboxes");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.audit.due.queryOptions())]}>
      <InboxesScreen />
    </Prefetch>
  );
}
