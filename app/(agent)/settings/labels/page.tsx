import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.labels");
  return { title: t("title") };
}

export default async function LabelsPage() {
  await requirePageCaller("/settings/labels");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.labels.list.queryOptions())]}>
      <LabelsScreen />
    </Prefetch>
  );
}
