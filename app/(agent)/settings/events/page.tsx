import { eventsHref, parseEventQuery } from "@/app/_settings/events/event-query";
import { EventsScreen } from "@/app/_settings/events/events-screen";
import { loggedEvents } from "@/app/_settings/queries";
import { queriedPage } from "@/app/(agent)/settings/settings-page";

const page = queriedPage({
  title: "events.title",
  parse: parseEventQuery,
  path: eventsHref,
  read: ({ cache, trpc }, query) => [
    cache.prefetchQuery(trpc.tokens.list.queryOptions()),
    // Only the browser knows the time zone of a time in the URL.
    ...(query.from !== "" || query.to !== "" ? [] : [cache.prefetchInfiniteQuery(loggedEvents(trpc, query))]),
  ],
  Screen: EventsScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
