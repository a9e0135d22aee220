import { TeamsScreen } from "@/app/_settings/teams/teams-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/teams",
  title: "teams.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.teams.list.queryOptions())],
  Screen: TeamsScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
