import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { TrashScreen } from "@/app/_settings/trash/trash-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.trash");
  return { title: t("title") };
}

export default async function TrashPage() {
  await requirePageCaller("/settings/trash");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.deletions.retention.queryOptions())]}>
      <TrashScreen />
    </Prefetch>
  );
}
