"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** Writes a message from a response into the thread immediately; its event follows. */
export function useMessageWriter(): (displayId: number, message: MessageDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  return useMemo(() => createCacheWriter(queryClient, trpc, me.id).message, [queryClient, trpc, me.id]);
}
