import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { operationsHref, parseKind } from "@/app/_settings/operations/operations";
import { OperationsScreen } from "@/app/_settings/operations/operations-screen";
import { pastBulks, pastDeletions } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

type OperationsPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.operations");
  return { title: t("title") };
}

export default async function OperationsPage({ searchParams }: OperationsPageProps) {
  const kind = parseKind(new URLSearchParams(firstOfEach(await searchParams)));
  await requirePageCaller(operationsHref(kind));
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        kind === "bulk"
          ? cache.prefetchInfiniteQuery(pastBulks(trpc))
          : cache.prefetchInfiniteQuery(pastDeletions(trpc)),
      ]}
    >
      <OperationsScreen />
    </Prefetch>
  );
}
