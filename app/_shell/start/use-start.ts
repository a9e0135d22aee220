"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { refusalCodeOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import type { FilledTemplate } from "@/app/_shared/template/template-form";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, filterOf, isListed } from "@/app/_shared/view/view";
import { useView } from "@/app/_shell/view/use-view";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { OutgoingEmail } from "@/server/contract/message/message-email";
import type { Recipient } from "./contact-picker";
import { useUndoSend } from "./use-undo-send";

export type StartInput = {
  recipient: Recipient;
  /** Of a new contact. */
  email: string | null;
  phone: string | null;
  inboxId: number;
  content: string;
  /** Goes in place of the text. */
  channelTemplate?: FilledTemplate;
  fileIds: number[];
  /** Of a mail. */
  mail: OutgoingEmail | null;
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

/** Creates a new contact, starts the conversation and opens it. Repeated because no answer came, it is started once. */
export function useStart({ onStarted, onContact }: StartOptions) {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { seconds } = useUndoSend();
  const create = useMutation(trpc.contacts.create.mutationOptions());
  const begin = useMutation(trpc.conversations.start.mutationOptions());
  const error: unknown = create.error ?? begin.error;

  const startAll = async ({
    recipient,
    email,
    phone,
    inboxId,
    content,
    channelTemplate,
    fileIds,
    mail,
  }: StartInput) => {
    create.reset();
    const created = { name: recipient.kind === "new" ? recipient.name : "", email, phone };
    const contact =
      recipient.kind === "known"
        ? recipient.contact
        : await requestOnce("contact", created, (clientId) => create.mutateAsync({ ...created, clientId }));
    if (recipient.kind === "new") onContact({ kind: "known", contact });
    const input = {
      inboxId,
      contactId: contact.id,
      ...(channelTemplate ? { channelTemplate } : { content }),
      holdMs: seconds * 1000,
      ...(fileIds.length > 0 && { fileIds }),
      ...(mail && { email: mail }),
    };
    const { conversation } = await requestOnce("conversation", input, (clientId) =>
      begin.mutateAsync({ ...input, clientId }),
    );
    keepUsedInbox(inboxId);
    onStarted(conversation);
  };
  return {
    // `refusal` has the failure.
    start: (input: StartInput) => void startAll(input).catch(() => undefined),
    isPending: create.isPending || begin.isPending,
    error,
    reset: () => {
      create.reset();
      begin.reset();
    },
    refusal: error
      ? { code: refusalCodeOf(error), field: refusalFieldOf(error), text: errorText(error) }
      : null,
  };
}

/**
 * The inbox of a new conversation: the chosen one, else the list's, else that of the customer's last conversation, else the
 * one that was used last in this browser, else the first. Empty while there is none.
 */
export function usePresetInbox(chosen: number | null, contactId: number | null): number | null {
  const trpc = useTRPC();
  const { view } = useView();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const { data: last } = useQuery({
    ...trpc.conversations.list.queryOptions({ contactId, limit: 1 }),
    enabled: contactId !== null && chosen === null && view.inboxId === null,
  });
  const ofContact = contactId === null ? null : (last?.data[0]?.conversation.inboxId ?? null);
  const ids = inboxes.map(({ id }) => id);
  return presetOf(ids, [chosen, view.inboxId, ofContact, usedInbox()]) ?? null;
}

/** The first of these inboxes that the reader may see, else the first of all. */
export const presetOf = (ids: readonly number[], wanted: readonly (number | null)[]): number | undefined =>
  wanted.find((id) => id !== null && ids.includes(id)) ?? ids[0];

const USED = "tickline-inbox-used";

/** The inbox of the conversation that was started last in this browser. */
function usedInbox(): number | null {
  try {
    return Number(localStorage.getItem(USED)) || null;
  } catch {
    return null; // no storage
  }
}

function keepUsedInbox(inboxId: number): void {
  try {
    localStorage.setItem(USED, String(inboxId));
  } catch {
    // Without storage the next conversation begins with the first inbox.
  }
}
