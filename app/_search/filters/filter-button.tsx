"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";
import type { SearchFilters, SearchState } from "@/app/_shell/search/search-state";
import { Button } from "@/app/_ui/button";

export type FilterProps = { search: SearchState; onChange: (change: Partial<SearchFilters>) => void };

type FilterButtonProps = Omit<ComponentProps<typeof Button>, "value"> & {
  name: string;
  /** What is chosen; null: anything. */
  value: string | null;
};

/** The button of a filter: its name, and what is chosen. */
export function FilterButton({ name, value, className, ...rest }: FilterButtonProps) {
  const t = useTranslations("search.results.filter");
  return (
    <Button
      size="sm"
      className={cn(
        "max-w-full rounded-full",
        value !== null && "border-transparent bg-accent-soft text-accent hover:not-disabled:bg-accent-soft",
        className,
      )}
      {...rest}
    >
      <bdi className="truncate">{value === null ? name : t("set", { name, value })}</bdi>
      <ChevronDown size={13} aria-hidden className="shrink-0" />
    </Button>
  );
}
