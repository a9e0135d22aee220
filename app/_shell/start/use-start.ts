"use client";

import { useMutation } from "@tanstack/react-query";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, filterOf, isListed } from "@/app/_shared/view/view";
import type { Recipient } from "@/app/_shell/start/contact-picker";
import { keepUsedInbox } from "@/app/_shell/start/use-preset-inbox";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { useUndoSend } from "./use-undo-send";

type StartInput = {
  recipient: Recipient;
  /** Of a new contact. */
  email: string | null;
  phone: string | null;
  inboxId: number;
  content: string;
};

type StartOptions = {
  onStarted: (conversation: ConversationDto) => void;
  /** Called with a created contact; a retry after a failed start does not create it again. */
  onContact: (recipient: Recipient) => void;
};

/** Opens the conversation over the current list if it is there, else over the reader's own. */
export function openListed(conversation: ConversationDto, userId: number): void {
  const view = viewNow();
  const isHere = isListed(conversation, filterOf(view), userId);
  const list = isHere ? view : { ...FIRST_VIEW, status: conversation.status };
  goTo({ ...list, selected: conversation.displayId });
}

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
    keepUsedInbox(inboxId);
    onStarted(conversation);
  };
  return {
    // `refusal` has the failure.
    start: (input: StartInput) => void startAll(input).catch(() => undefined),
    isPending: create.isPending || begin.isPending,
    refusal: error ? { code: refusalCodeOf(error), text: errorText(error) } : null,
  };
}
