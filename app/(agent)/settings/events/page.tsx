import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { eventsHref, parseEventQuery } from "@/app/_settings/events/event-query";
import { EventsScreen } from "@/app/_settings/events/events-screen";
import { loggedEvents } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

type EventsPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.events");
  return { title: t("title") };
}

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const params = await searchParams;
  const query = parseEventQuery(new URLSearchParams(firstOfEach(params)));
  await requirePageCaller(eventsHref(query));
  // Only the browser knows the time zone of a time in the URL.
  const isTimed = query.from !== "" || query.to !== "";
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(trpc.tokens.list.queryOptions()),
        ...(isTimed ? [] : [cache.prefetchInfiniteQuery(loggedEvents(trpc, query))]),
      ]}
    >
      <EventsScreen />
    </Prefetch>
  );
}
