"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import type { Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";

/** Refetches the queries that show contacts, in case the live stream is down. */
export function useRefetchContacts(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [trpc.contacts.pathFilter(), trpc.conversations.get.pathFilter()].map((filter) =>
        queryClient.invalidateQueries(filter),
      ),
    );
}

type Change = { contactId: number } & Partial<
  Pick<ContactDto, "name" | "email" | "phone" | "companyId" | "customAttributes" | "isBlocked">
>;

type Done = Pick<Undoable, "text" | "detail">;

/** Refetches contacts after a change, and offers to undo it where it changed something. */
export function useOfferUndo() {
  const client = useTRPCClient();
  const refetchContacts = useRefetchContacts();
  const { offer } = useUndo();
  return (contactId: number, operationId: string | null, done: Done): void => {
    if (operationId !== null) {
      const undo = async () => {
        await client.contacts.undo.mutate({ contactId, operationId });
        await refetchContacts();
      };
      offer({ ...done, displayId: null, undo: () => toPlainResult(undo), openAfter: null });
    }
    void refetchContacts();
  };
}

/** Changes a contact and offers undo. `done` describes the change. */
export function useChangeContact() {
  const trpc = useTRPC();
  const offerUndo = useOfferUndo();
  const { mutateAsync, error, isPending } = useMutation(trpc.contacts.update.mutationOptions());

  const run = async (change: Change, done: Done): Promise<void> => {
    const { operationId } = await mutateAsync(change);
    offerUndo(change.contactId, operationId, done);
  };
  return { run, error, isPending };
}

/** Blocks or unblocks a contact. */
export function useBlock(contact: ContactDto) {
  const t = useTranslations("contacts");
  const errorText = useErrorText();
  const { run, isPending } = useChangeContact();
  const { id: contactId, isBlocked } = contact;
  const name = contactName(contact);
  const done = isBlocked
    ? { text: t("unblockedNow", { name }) }
    : { text: t("blockedNow", { name }), detail: t("blockedMeans") };
  const toggle = () =>
    run({ contactId, isBlocked: !isBlocked }, done).catch((error: unknown) =>
      warn({ text: t("notSaved"), detail: errorText(error) }),
    );
  return { toggle: () => void toggle(), isPending };
}
