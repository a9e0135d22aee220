import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { TeamsScreen } from "@/app/_settings/teams/teams-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.teams");
  return { title: t("title") };
}

export default async function TeamsPage() {
  await requirePageCaller("/settings/teams");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.teams.list.queryOptions())]}>
      <TeamsScreen />
    </Prefetch>
  );
}
