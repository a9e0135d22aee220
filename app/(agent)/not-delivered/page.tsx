import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { undeliveredMessages } from "@/app/_undelivered/queries";
import { UndeliveredScreen } from "@/app/_undelivered/undelivered-screen";
import { Prefetch, readNav } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("undelivered");
  return { title: t("title") };
}

export default async function UndeliveredPage() {
  await requirePageCaller("/not-delivered");
  return (
    <Prefetch
      read={(reader) => [
        reader.cache.prefetchInfiniteQuery(undeliveredMessages(reader.trpc, "any")),
        reader.cache.prefetchQuery(reader.trpc.undelivered.counts.queryOptions()),
        ...readNav(reader),
      ]}
    >
      <UndeliveredScreen />
    </Prefetch>
  );
}
