import { AlertsScreen } from "@/app/_settings/alerts/alerts-screen";
import { alertsOf } from "@/app/_settings/queries";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/alerts",
  title: "alerts.title",
  read: ({ cache, trpc }) => [cache.prefetchInfiniteQuery(alertsOf(trpc))],
  Screen: AlertsScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
