"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { contactName } from "@/app/_inbox/contact-name";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { notify, warn } from "@/app/_ui/toast";
import type { ContactDto } from "@/server/contract/dto";

/** Reads again what shows contacts: the live stream tells it too, where it is there. */
export function useReadContactsAgain(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [trpc.contacts.pathFilter(), trpc.conversations.get.pathFilter()].map((filter) =>
        queryClient.invalidateQueries(filter),
      ),
    );
}

/** Blocks a contact, or lets them write again; a notice takes it back. */
export function useBlock(contact: ContactDto) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const readAgain = useReadContactsAgain();
  const name = contactName(contact);
  const { mutate, isPending } = useMutation(
    trpc.contacts.update.mutationOptions({
      onSuccess: readAgain,
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
  );
  const set = (isBlocked: boolean, isUndo: boolean) =>
    mutate(
      { contactId: contact.id, isBlocked },
      {
        onSuccess: () =>
          notify({
            text: t(isBlocked ? "blockedNow" : "unblockedNow", { name }),
            ...(isBlocked && { detail: t("blockedMeans") }),
            ...(!isUndo && { action: { label: t("undo"), run: () => set(!isBlocked, true) } }),
          }),
      },
    );
  return { toggle: () => set(!contact.isBlocked, false), isPending };
}
