import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { undeliveredFilterOf, undeliveredMessages } from "@/app/_undelivered/queries";
import { UndeliveredScreen } from "@/app/_undelivered/undelivered-screen";
import { Prefetch, readNav } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("undelivered");
  return { title: t("title") };
}

type UndeliveredPageProps = { searchParams: Promise<SearchParams> };

export default async function UndeliveredPage({ searchParams }: UndeliveredPageProps) {
  const [params] = await Promise.all([searchParams, requirePageCaller("/not-delivered")]);
  const filter = undeliveredFilterOf(params);
  return (
    <Prefetch
      read={(reader) => [
        reader.cache.prefetchInfiniteQuery(undeliveredMessages(reader.trpc, "any", filter)),
        reader.cache.prefetchQuery(reader.trpc.undelivered.counts.queryOptions()),
        ...readNav(reader),
      ]}
    >
      <UndeliveredScreen filter={filter} />
    </Prefetch>
  );
}
