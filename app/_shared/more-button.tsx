"use client";

import { Button } from "@/app/_ui/button";

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
