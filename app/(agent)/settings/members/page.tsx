import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { MembersScreen } from "@/app/_settings/members/members-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.members");
  return { title: t("title") };
}

export default async function MembersPage() {
  await requirePageCaller("/settings/members");
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(trpc.twoFactor.members.queryOptions()),
        cache.prefetchQuery(trpc.members.mails.queryOptions()),
        cache.prefetchQuery(trpc.members.lastSeen.queryOptions()),
      ]}
    >
      <MembersScreen />
    </Prefetch>
  );
}
