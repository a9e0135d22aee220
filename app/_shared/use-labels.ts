"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { LabelDto } from "@/server/contract/organising/label";

const NONE: LabelDto[] = [];
/** Built in: marks what the policy treats as spam. */
const SPAM = "spam";

/** The account's labels and their colours; an unknown name is gray. */
export function useLabels() {
  const trpc = useTRPC();
  const { data: labels = NONE } = useQuery(trpc.labels.list.queryOptions());
  return useMemo(() => {
    const known = new Map(labels.map((label) => [label.name, label]));
    return {
      names: labels.map(({ name }) => name),
      colourOf: (name: string): LabelDto["colour"] =>
        known.get(name)?.colour ?? (name === SPAM ? "red" : "gray"),
      isBuiltIn: (name: string): boolean => name === SPAM,
      descriptionOf: (name: string): string => known.get(name)?.description ?? "",
    };
  }, [labels]);
}
