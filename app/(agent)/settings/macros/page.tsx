import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { MacrosScreen } from "@/app/_settings/macros/macros-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.macros");
  return { title: t("title") };
}

export default async function MacrosPage() {
  await requirePageCaller("/settings/macros");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.macros.list.queryOptions())]}>
      <MacrosScreen />
    </Prefetch>
  );
}
