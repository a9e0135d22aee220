import type { ReactNode } from "react";
import { findPageCaller, readPageStart } from "@/app/_lib/session/session";
import { AgentShell } from "@/app/_shell/agent-shell";
import { services, servicesFor } from "@/server/commands/_run/services";
import { getAccountName } from "@/server/queries/members/account";
import { readNotices } from "@/server/queries/members/profile";
import { Prefetch } from "./prefetch";

/** Frame of every signed-in page: the member, and the cursor from which the page's live stream starts. */
export default async function AgentLayout({ children }: { children: ReactNode }) {
  const caller = await findPageCaller();
  if (!caller) return children; // the page knows its own path, so it redirects to the sign-in page and back
  const { database } = servicesFor(services(), caller);
  const [account, since] = await Promise.all([
    getAccountName(database, caller),
    readPageStart(caller.accountId),
  ]);
  const { id, name, email, role } = caller.member;
  return (
    <AgentShell
      me={{
        id,
        name,
        email,
        role,
        accountId: caller.accountId,
        account: account.name,
        isDemo: account.isDemo,
        notices: readNotices(caller),
      }}
      since={since}
      renderedAt={Date.now()}
    >
      <Prefetch
        read={({ cache, trpc }) => [
          cache.prefetchQuery(trpc.inboxes.list.queryOptions()),
          cache.prefetchQuery(trpc.members.list.queryOptions()),
          Promise.resolve(cache.setQueryData(trpc.account.get.queryKey(), account)),
          cache.prefetchQuery(trpc.notifications.unread.queryOptions()),
          ...(role === "administrator"
            ? [
                cache.prefetchQuery(trpc.webhooks.troubled.queryOptions()),
                cache.prefetchQuery(trpc.alerts.open.queryOptions()),
              ]
            : []),
        ]}
      >
        {children}
      </Prefetch>
    </AgentShell>
  );
}
