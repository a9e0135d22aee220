import { operationsHref, parseKind } from "@/app/_settings/operations/operations";
import { OperationsScreen } from "@/app/_settings/operations/operations-screen";
import { pastBulks, pastDeletions } from "@/app/_settings/queries";
import { queriedPage } from "@/app/(agent)/settings/settings-page";

const page = queriedPage({
  title: "operations.title",
  parse: parseKind,
  path: operationsHref,
  read: ({ cache, trpc }, kind) => [
    kind === "bulk"
      ? cache.prefetchInfiniteQuery(pastBulks(trpc))
      : cache.prefetchInfiniteQuery(pastDeletions(trpc)),
  ],
  Screen: OperationsScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
