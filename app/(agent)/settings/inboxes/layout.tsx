import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { WithInboxMessages } from "@/app/_lib/inbox-messages";
import { splitMessages } from "@/app/_lib/split-messages";

export default async function InboxesLayout({ children }: { children: ReactNode }) {
  const { ofInbox } = splitMessages(await getMessages());
  return <WithInboxMessages added={ofInbox}>{children}</WithInboxMessages>;
}
