"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";

/** Shows that data is loading, or why that failed. */
export function LoadState({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const t = useTranslations("settings");
  const errorText = useErrorText();
  if (!error) {
    return (
      <div role="status" className="flex max-w-prose flex-col gap-3">
        <span className="sr-only">{t("loading")}</span>
        <Skeleton className="h-6 w-1/3" />
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="mt-4 h-40" />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<CircleAlert size={20} />}
      title={t("loadFailed")}
      action={<Button onClick={() => void onRetry()}>{t("tryAgain")}</Button>}
    >
      {errorText(error)}
    </EmptyState>
  );
}

type MoreButtonProps = {
  /** An infinite query. */
  list: { hasNextPage: boolean; isFetching: boolean; fetchNextPage: () => unknown };
  children: string;
};

/** Shows the next page of a list below it, where there is one. */
export function MoreButton({ list: { hasNextPage, isFetching, fetchNextPage }, children }: MoreButtonProps) {
  if (!hasNextPage) return null;
  return (
    <Button
      size="sm"
      variant="ghost"
      className="mt-1"
      disabled={isFetching}
      onClick={() => void fetchNextPage()}
    >
      {children}
    </Button>
  );
}
