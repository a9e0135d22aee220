"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { fillIn } from "@/server/contract/organising/fill-in";
import type { Suggestion } from "./suggest";

const NONE: readonly Suggestion[] = [];

/** The canned replies, filled in for this conversation. */
export function useCannedReplies({
  displayId,
  name,
}: {
  displayId: number;
  name: string;
}): readonly Suggestion[] {
  const trpc = useTRPC();
  const me = useMe();
  const { data } = useQuery({
    ...trpc.cannedReplies.list.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY, // events invalidate it
  });
  return useMemo(() => {
    const values = {
      "contact.name": name,
      "agent.name": me.name,
      "conversation.id": String(displayId),
    };
    return (
      data?.map(({ id, shortCode, content }) => {
        const insert = fillIn(content, values);
        return { key: String(id), label: shortCode, detail: insert.replaceAll(/\s+/g, " "), insert };
      }) ?? NONE
    );
  }, [data, name, me.name, displayId]);
}
