"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { MemberRole } from "@/server/contract/conversation/constants";

/** Adds and removes members of a group and changes their roles; the list is read again, and a refusal is shown. */
export function useChangeMembers(displayId: number) {
  const t = useTranslations("group");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const settled = {
    onSuccess: () => queryClient.invalidateQueries(trpc.groups.members.infiniteQueryFilter({ displayId })),
    onError: (error: unknown) => warn({ text: t("refused"), detail: errorText(error) }),
  };
  const add = useMutation(trpc.groups.addMembers.mutationOptions(settled));
  const remove = useMutation(trpc.groups.removeMember.mutationOptions(settled));
  const setRole = useMutation(trpc.groups.setRole.mutationOptions(settled));
  return {
    add: ({ id: contactId }: ContactDto) => add.mutate({ displayId, members: [{ contactId }] }),
    remove: (contactId: number) => remove.mutate({ displayId, contactId }),
    setRole: (contactId: number, role: MemberRole) => setRole.mutate({ displayId, contactId, role }),
  };
}
