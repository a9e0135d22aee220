"use client";

import { useMutation } from "@tanstack/react-query";
import { useUndoSend } from "@/app/_inbox/composer/use-undo-send";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { openConversation } from "@/app/_shell/view/navigate";
import type { Recipient } from "./contact-picker";

type StartInput = {
  recipient: Recipient;
  /** Of a new contact. */
  email: string | null;
  phone: string | null;
  inboxId: number;
  content: string;
};

type StartOptions = {
  onStarted: () => void;
  /** Called with a created contact; a retry after a failed start does not create it again. */
  onContact: (recipient: Recipient) => void;
};

/** Creates a new contact, starts the conversation and opens it. */
export function useStart({ onStarted, onContact }: StartOptions) {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { seconds } = useUndoSend();
  const create = useMutation(trpc.contacts.create.mutationOptions());
  const begin = useMutation(trpc.conversations.start.mutationOptions());
  const error: unknown = create.error ?? begin.error;

  const startAll = async ({ recipient, email, phone, inboxId, content }: StartInput) => {
    create.reset();
    const contact =
      recipient.kind === "known"
        ? recipient.contact
        : await create.mutateAsync({ name: recipient.name, email, phone });
    if (recipient.kind === "new") onContact({ kind: "known", contact });
    const holdMs = seconds * 1000;
    const { conversation } = await begin.mutateAsync({ inboxId, contactId: contact.id, content, holdMs });
    onStarted();
    openConversation(conversation.displayId);
  };
  return {
    // `refusal` has the failure.
    start: (input: StartInput) => void startAll(input).catch(() => undefined),
    isPending: create.isPending || begin.isPending,
    refusal: error ? { code: refusalCodeOf(error), text: errorText(error) } : null,
  };
}
