import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { SearchScreen } from "@/app/_search/search-screen";
import { Prefetch, readNav } from "@/app/(agent)/prefetch";

type SearchPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("search.results");
  return { title: t("title") };
}

/** The results are read in the browser: a day of the filter begins in the reader's time zone. */
export default async function SearchPage({ searchParams }: SearchPageProps) {
  const query = new URLSearchParams(firstOfEach(await searchParams)).toString();
  await requirePageCaller(query === "" ? "/search" : `/search?${query}`);
  return (
    <Prefetch
      read={(reader) => [
        reader.cache.prefetchQuery(reader.trpc.labels.list.queryOptions()),
        ...readNav(reader),
      ]}
    >
      <SearchScreen />
    </Prefetch>
  );
}
