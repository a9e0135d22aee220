import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { newestView } from "@/app/_settings/inbox/connect/newest-view";
import { InboxScreen } from "@/app/_settings/inbox/inbox-screen";
import { policyChangesOf, reviewOf } from "@/app/_settings/queries";
import { type InboxTab, parseInboxTab } from "@/app/_shared/inbox/inbox-tab";
import { conversationsOfView } from "@/app/_shell/cache/queries";
import { Prefetch, type Reader } from "@/app/(agent)/prefetch";

type InboxSettingsPageProps = { params: Promise<{ inboxId: string; tab?: string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("inbox") };
}

export default async function InboxSettingsPage({ params }: InboxSettingsPageProps) {
  const { inboxId, tab: rest = [] } = await params;
  const tab = parseInboxTab(rest);
  await requirePageCaller(`/settings/inboxes/${[inboxId, ...rest].map(encodeURIComponent).join("/")}`);
  if (tab === null || !/^[1-9]\d{0,14}$/.test(inboxId)) notFound();
  return (
    <Prefetch read={(reader) => readInbox(reader, Number(inboxId), tab)}>
      <InboxScreen inboxId={Number(inboxId)} />
    </Prefetch>
  );
}

/** What the first paint of a tab shows. */
function readInbox({ cache, trpc }: Reader, inboxId: number, tab: InboxTab): Promise<unknown>[] {
  const inbox = cache.fetchQuery(trpc.inboxes.get.queryOptions({ inboxId }));
  const head = [inbox, cache.prefetchQuery(trpc.inboxes.channels.queryOptions())];
  if (tab === "connect")
    return [...head, cache.prefetchInfiniteQuery(conversationsOfView(trpc, newestView(inboxId)))];
  if (tab === "review") return [...head, cache.prefetchQuery(reviewOf(trpc, inboxId))];
  if (tab !== "rules") return head;
  const readPolicy = async () => {
    const { policy: draft } = await inbox;
    await Promise.all([
      cache.prefetchQuery(trpc.inboxes.policyPreview.queryOptions({ inboxId, draft })),
      cache.prefetchQuery(trpc.inboxes.policyWarnings.queryOptions({ inboxId, draft })),
    ]);
  };
  return [...head, readPolicy(), cache.prefetchInfiniteQuery(policyChangesOf(trpc, inboxId))];
}
