import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { AttributesScreen } from "@/app/_settings/attributes/attributes-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.attributes");
  return { title: t("title") };
}

export default async function AttributesPage() {
  await requirePageCaller("/settings/attributes");
  return (
    <Prefetch
      read={({ cache, trpc }) => [cache.prefetchQuery(trpc.attributeDefinitions.list.queryOptions())]}
    >
      <AttributesScreen />
    </Prefetch>
  );
}
