import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { newestView } from "@/app/_settings/inbox/connect/newest-view";
import { firstInboxOf } from "@/app/_settings/welcome/first-inbox";
import { WelcomeScreen } from "@/app/_settings/welcome/welcome-screen";
import { conversationsOfView } from "@/app/_shell/cache/queries";
import { Prefetch, type Reader } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("welcome");
  return { title: t("title") };
}

/** First steps up to the first message, for administrators. */
export default async function WelcomePage() {
  const caller = await requirePageCaller("/welcome");
  if (caller.role === "agent") redirect("/inbox");
  return (
    <Prefetch read={(reader) => [readNewest(reader)]}>
      <WelcomeScreen />
    </Prefetch>
  );
}

/** The first message, where there is one. */
async function readNewest({ cache, trpc }: Reader): Promise<void> {
  const inbox = firstInboxOf(await cache.fetchQuery(trpc.inboxes.list.queryOptions()));
  if (inbox) await cache.prefetchInfiniteQuery(conversationsOfView(trpc, newestView(inbox.id)));
}
