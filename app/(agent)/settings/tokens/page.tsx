import { TokensScreen } from "@/app/_settings/tokens/tokens-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/tokens",
  title: "tokens",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.tokens.list.queryOptions())],
  Screen: TokensScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
