import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { InboxScreen } from "@/app/_settings/inbox/inbox-screen";
import { policyChangesOf, reviewOf } from "@/app/_settings/queries";
import { Prefetch, type Reader } from "@/app/(agent)/prefetch";

type InboxSettingsPageProps = { params: Promise<{ inboxId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("inbox") };
}

export default async function InboxSettingsPage({ params }: InboxSettingsPageProps) {
  const { inboxId } = await params;
  await requirePageCaller(`/settings/inboxes/${inboxId}`);
  if (!/^[1-9]\d{0,14}$/.test(inboxId)) notFound();
  return (
    <Prefetch read={(reader) => readInbox(reader, Number(inboxId))}>
      <InboxScreen inboxId={Number(inboxId)} />
    </Prefetch>
  );
}

function readInbox({ cache, trpc }: Reader, inboxId: number): Promise<unknown>[] {
  const readPolicy = async () => {
    const { policy: draft } = await cache.fetchQuery(trpc.inboxes.get.queryOptions({ inboxId }));
    await Promise.all([
      cache.prefetchQuery(trpc.inboxes.policyPreview.queryOptions({ inboxId, draft })),
      cache.prefetchQuery(trpc.inboxes.policyWarnings.queryOptions({ inboxId, draft })),
    ]);
  };
  return [
    readPolicy(),
    cache.prefetchQuery(reviewOf(trpc, inboxId)),
    cache.prefetchInfiniteQuery(policyChangesOf(trpc, inboxId)),
  ];
}
