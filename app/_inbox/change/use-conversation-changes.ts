"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  changeStatus,
  markSpam,
  restoreConversation,
  takeOver,
  trashConversation,
  undoChanges,
} from "@/app/_actions/conversations";
import { resultOf } from "@/app/_lib/actions/result-of";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { Priority } from "@/app/_shared/view/view";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { toWrittenResult } from "@/app/_shell/undo/change-result";
import type { ChangeResult } from "@/app/_shell/undo/undoable";

/** Returns a function that makes a change, and writes its answer into the cache. */
function useToResult() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  return useMemo(() => {
    const writer = createCacheWriter(queryClient, trpc, me.id);
    return (call: Parameters<typeof toWrittenResult>[1]) => toWrittenResult(writer, call);
  }, [queryClient, trpc, me.id]);
}

/** The changes of a conversation that can be undone; each names its operation, or the refusal. */
export function useConversationChanges(displayId: number) {
  const { changes } = useTRPCClient();
  const toResult = useToResult();
  return useMemo(() => {
    const setStatus = (signal: "resolve" | "reopen" | "markPending") =>
      toResult(() => resultOf(changeStatus({ displayId, signal })));
    return {
      resolve: () => setStatus("resolve"),
      reopen: () => setStatus("reopen"),
      markPending: () => setStatus("markPending"),
      /** Until an instant (ISO 8601), or with null until the customer writes. */
      snooze: (until: string | null) =>
        toResult(() => resultOf(changeStatus({ displayId, signal: "snooze", until }))),
      assign: (assigneeId: number | null) => toResult(() => changes.assign.mutate({ displayId, assigneeId })),
      assignTeam: (teamId: number | null) => toResult(() => changes.assignTeam.mutate({ displayId, teamId })),
      setPriority: (priority: Priority | null) =>
        toResult(() => changes.setPriority.mutate({ displayId, priority })),
      move: (inboxId: number) => toResult(() => changes.move.mutate({ displayId, inboxId })),
      markSpam: () => toResult(() => resultOf(markSpam({ displayId }))),
      takeOver: () => toResult(() => resultOf(takeOver({ displayId }))),
      trash: () => toResult(() => resultOf(trashConversation({ displayId }))),
      restore: () => toResult(() => resultOf(restoreConversation({ displayId }))),
    };
  }, [changes, displayId, toResult]);
}

/** Returns a function that undoes an operation on a conversation, unless the conversation has changed again since. */
export function useUndoOperation(): (displayId: number, operationId: string) => Promise<ChangeResult> {
  const toResult = useToResult();
  return (displayId, operationId) => toResult(() => resultOf(undoChanges({ displayId, operationId })));
}
