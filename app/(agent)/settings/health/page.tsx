import { FIRST_QUERY } from "@/app/_settings/health/health";
import { HealthScreen } from "@/app/_settings/health/health-screen";
import { healthOf } from "@/app/_settings/queries";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/health",
  title: "health.title",
  read: ({ cache, trpc }) => [
    cache.prefetchQuery(healthOf(trpc, FIRST_QUERY)),
    cache.prefetchQuery(trpc.inboxes.list.queryOptions()),
  ],
  Screen: HealthScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
