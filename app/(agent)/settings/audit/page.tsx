import { auditHref, parseAuditFilter } from "@/app/_settings/audit/audit-filter";
import { AuditScreen } from "@/app/_settings/audit/audit-screen";
import { settingChanges } from "@/app/_settings/queries";
import { queriedPage } from "@/app/(agent)/settings/settings-page";

const page = queriedPage({
  title: "audit.title",
  parse: parseAuditFilter,
  path: auditHref,
  read: ({ cache, trpc }, filter) =>
    // Only the browser knows the time zone of a time in the URL.
    filter.from !== "" || filter.to !== "" ? [] : [cache.prefetchInfiniteQuery(settingChanges(trpc, filter))],
  Screen: AuditScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
