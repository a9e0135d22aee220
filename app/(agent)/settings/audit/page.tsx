import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { auditHref, parseAuditFilter } from "@/app/_settings/audit/audit-filter";
import { AuditScreen } from "@/app/_settings/audit/audit-screen";
import { settingChanges } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

type AuditPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.audit");
  return { title: t("title") };
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const filter = parseAuditFilter(new URLSearchParams(firstOfEach(await searchParams)));
  await requirePageCaller(auditHref(filter));
  // Only the browser knows the time zone of a time in the URL.
  const isTimed = filter.from !== "" || filter.to !== "";
  return (
    <Prefetch
      read={({ cache, trpc }) => (isTimed ? [] : [cache.prefetchInfiniteQuery(settingChanges(trpc, filter))])}
    >
      <AuditScreen />
    </Prefetch>
  );
}
