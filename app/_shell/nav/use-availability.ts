"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useMembers } from "@/app/_shared/use-members";
import { warn } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";

export const AVAILABILITIES: readonly MemberDto["availability"][] = ["online", "away"];

/** The member's availability, and how to change it. */
export function useAvailability() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const me = useMe();
  const { isAway } = useMembers();
  const change = useMutation(
    trpc.me.setAvailability.mutationOptions({
      onError: (error) => warn({ text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  const known: MemberDto["availability"] = isAway(me.id) ? "away" : "online";
  return {
    availability: change.isPending ? change.variables.availability : known,
    setAvailability: (availability: MemberDto["availability"]) => change.mutate({ availability }),
  };
}
