import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { TokensScreen } from "@/app/_settings/tokens/tokens-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("tokens") };
}

export default async function TokensPage() {
  await requirePageCaller("/settings/tokens");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.tokens.list.queryOptions())]}>
      <TokensScreen />
    </Prefetch>
  );
}
