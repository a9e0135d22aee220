"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
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

type EarlierProps = {
  /** A query whose result for an earlier choice is shown until the one for the new choice is there. */
  list: { isPlaceholderData: boolean };
  children: ReactNode;
};

/** Dims what was listed for an earlier choice, such as another filter. */
export function Earlier({ list: { isPlaceholderData }, children }: EarlierProps) {
  const t = useTranslations("settings");
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? "opacity-50" : undefined}>
      {isPlaceholderData ? (
        <p role="status" className="sr-only">
          {t("loading")}
        </p>
      ) : null}
      {children}
    </div>
  );
}

/** The rows of all pages that were read; undefined while it is not known whether there are any. */
export function rowsOf<T>(list: {
  data?: { pages: readonly { data: readonly T[] }[] } | undefined;
  isPlaceholderData: boolean;
}): T[] | undefined {
  const rows = list.data?.pages.flatMap((page) => page.data);
  // That an earlier choice found nothing means nothing.
  return rows?.length === 0 && list.isPlaceholderData ? undefined : rows;
}

export type MoreList = {
  hasNextPage: boolean;
  isFetching: boolean;
  /** The last next page could not be read. */
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => unknown;
};

type MoreButtonProps = {
  /** An infinite query. */
  list: MoreList;
  /** Of a list beside others. */
  isSmall?: boolean;
  children: string;
};

/** Shows the next page of a list below it, where there is one, or why it could not be read. */
export function MoreButton({ list, isSmall = false, children }: MoreButtonProps) {
  const errorText = useErrorText();
  if (!list.hasNextPage) return null;
  const look = isSmall
    ? ({ size: "sm", variant: "ghost", className: "mt-1" } as const)
    : { className: "mt-3" };
  return (
    <>
      {list.isFetchNextPageError ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(list.error)}
        </p>
      ) : null}
      <Button {...look} disabled={list.isFetching} onClick={() => void list.fetchNextPage()}>
        {children}
      </Button>
    </>
  );
}
