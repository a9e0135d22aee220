import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { ProfileScreen } from "@/app/_settings/profile/profile-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.profile");
  return { title: t("title") };
}

export default async function ProfilePage() {
  await requirePageCaller("/settings/profile");
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(trpc.me.sessions.queryOptions()),
        cache.prefetchQuery(trpc.twoFactor.get.queryOptions()),
      ]}
    >
      <ProfileScreen />
    </Prefetch>
  );
}
