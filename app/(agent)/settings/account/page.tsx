import { AccountScreen } from "@/app/_settings/account/account-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/account",
  title: "account.title",
  read: () => [],
  Screen: AccountScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
