"use client";

import { useTranslations } from "next-intl";
import { Skeleton } from "@/app/_ui/display/skeleton";

/** The placeholder of a thread that is loading. */
export function ThreadSkeleton() {
  const t = useTranslations("thread");
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden px-6 pb-4">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-12 w-2/5 rounded-l" />
      <Skeleton className="h-16 w-1/2 self-end rounded-l" />
      <Skeleton className="h-12 w-1/3 rounded-l" />
      <Skeleton className="h-12 w-2/5 self-end rounded-l" />
    </div>
  );
}
