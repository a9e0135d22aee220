"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import {
  changeStatus,
  markSpam,
  restoreConversation,
  takeOver,
  trashConversation,
  undoChanges,
} from "@/app/_actions/transitions";
import { resultOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { Row } from "@/app/_shared/conversation/rows";
import type { Priority } from "@/app/_shared/view/view";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { toPlainResult, toWrittenResult } from "@/app/_shell/undo/change-result";
import { beginChange } from "@/app/_shell/undo/superseded";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** Returns a function that makes a change, and writes its answer into the cache. */
function useToResult() {
  const writer = useCacheWriter();
  return useMemo(
    () => (call: Parameters<typeof toWrittenResult>[1]) => toWrittenResult(writer, call),
    [writer],
  );
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

type Changed = { row: Row; operationId: string | null };

/** What a mutation does that changes a conversation: it shows the row of its answer, and offers to undo its operation. */
export function useUndoableMutation(done: (displayId: number) => string) {
  const writer = useCacheWriter();
  const { offer } = useUndo();
  const undo = useUndoOperation();
  return {
    onMutate: beginChange,
    onSettled: (
      answer: Changed | undefined,
      _error: unknown,
      _change: unknown,
      end: ReturnType<typeof beginChange> | undefined,
    ) => end?.(answer?.operationId ?? null),
    onSuccess: ({ row, operationId }: Changed) => {
      writer.row(row);
      const { displayId } = row.conversation;
      if (operationId !== null)
        offer({
          displayId,
          text: done(displayId),
          undo: () => undo(displayId, operationId),
          openAfter: displayId,
          operationId,
        });
    },
  };
}

/** Adds and removes labels of a conversation, with undo. */
export function useChangeLabels() {
  const t = useTranslations("labels");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const undoable = useUndoableMutation((number) => t("done", { number }));
  return useMutation(
    trpc.conversations.setLabels.mutationOptions({
      ...undoable,
      onError: (error) => warn({ text: t("refused"), detail: errorText(error) }),
    }),
  );
}

type Member = { id: number; name: string };

/** Adds and removes participants of a conversation, with undo. */
export function useFollow({ displayId, participants }: ConversationDto) {
  const t = useTranslations("follow");
  const trpc = useTRPC();
  const me = useMe();
  const errorText = useErrorText();
  const { offer } = useUndo();
  const writer = useCacheWriter();
  const change = useMutation(
    trpc.conversations.changeParticipants.mutationOptions({ onSuccess: (row) => writer.row(row) }),
  );
  const set = async ({ id, name }: Member, isFollowing: boolean) => {
    const put = (follows: boolean) => change.mutateAsync({ displayId, [follows ? "add" : "remove"]: [id] });
    try {
      await put(isFollowing);
    } catch (error) {
      return warn({ text: t("refused", { number: displayId }), detail: errorText(error) });
    }
    const who = id === me.id ? "you" : "other";
    const text = t(isFollowing ? "added" : "removed", { number: displayId, name, who });
    offer({ displayId, text, undo: () => toPlainResult(() => put(!isFollowing)), openAfter: displayId });
  };
  return {
    isFollowing: participants.some(({ userId }) => userId === me.id),
    follow: (member: Member = me) => set(member, true),
    unfollow: (member: Member = me) => set(member, false),
  };
}

/** Marks conversations as unread for the reader; of one, perhaps from a message on. */
export function useMarkUnread(): (displayIds: readonly number[], from?: number) => void {
  const t = useTranslations("change");
  const client = useTRPCClient();
  const writer = useCacheWriter();
  const errorText = useErrorText();
  return (displayIds, from) => {
    for (const displayId of displayIds)
      client.conversations.markUnread
        .mutate({ displayId, ...(from !== undefined && { from }) })
        .then((row) => writer.row(row))
        .catch((error: unknown) =>
          warn({ text: t("refused", { number: displayId }), detail: errorText(error) }),
        );
  };
}
