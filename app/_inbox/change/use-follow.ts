"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto } from "@/server/contract/_shared/dto";

type Member = { id: number; name: string };

/** Adds and removes participants of a conversation, with undo. */
export function useFollow({ displayId, participants }: ConversationDto) {
  const t = useTranslations("follow");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const errorText = useErrorText();
  const { offer } = useUndo();
  const writer = useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
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
