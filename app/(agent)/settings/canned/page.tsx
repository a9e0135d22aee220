import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { CannedScreen } from "@/app/_settings/canned/canned-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.canned");
  return { title: t("title") };
}

export default async function CannedPage() {
  await requirePageCaller("/settings/canned");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.cannedReplies.list.queryOptions())]}>
      <CannedScreen />
    </Prefetch>
  );
}
