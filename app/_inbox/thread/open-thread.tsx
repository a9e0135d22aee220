"use client";

import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type TypedAhead, useTypedAhead } from "@/app/_inbox/thread/actions/typed-ahead";
import type { ThreadItem } from "@/app/_inbox/thread/items/items";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTRPCClient } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import type { Row } from "@/app/_shared/conversation/rows";
import { useLinkedMessage } from "@/app/_shared/message/linked-message";
import { useInbox } from "@/app/_shared/use-account";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import {
  type Change,
  type ChangeRefusal,
  capabilitiesOf,
  leftAtOf,
  whyNotChanged,
} from "@/server/contract/message/constants";
import { hasMailHeaders } from "@/server/contract/message/mail-addresses";

type Reader = {
  meId: number;
  channel: InboxDto["channel"] | null;
  lifecycle: ConversationDto["lifecycle"];
  now: Date;
};

/** Why the reader may not edit or delete a message, as the server would say; null = they may, as far as known here. */
export function whyNot(
  change: Change,
  message: MessageDto,
  { meId, channel, lifecycle, now }: Reader,
): ChangeRefusal | "conversation.trashed" | null {
  if (lifecycle !== "live") return "conversation.trashed";
  const { sender, kind, direction, status, contentType, sendAfter, withdrawnAt, deletedAt } = message;
  const isWriter = sender.type === "user" && sender.id === meId;
  const dates = {
    sendAfter: toDate(sendAfter),
    withdrawnAt: toDate(withdrawnAt),
    deletedAt: toDate(deletedAt),
    leftAt: toDate(leftAtOf(message)),
  };
  const fileTypes = (message.attachments ?? []).map((file) => file.contentType);
  // Until the inbox is known, the server decides.
  const situation = { isWriter, channel: channel ?? "api", now };
  return whyNotChanged(change, { kind, direction, status, contentType, fileTypes, ...dates }, situation);
}

const toDate = (at: string | null): Date | null => (at === null ? null : new Date(at));

type OpenThread = {
  displayId: number;
  /** The customer's. */
  name: string;
  /** Of a conversation by e-mail. */
  subject: string | undefined;
  /** Its messages are mails. */
  isMail: boolean;
  /** Several customers write here: each incoming message shows who did. */
  isGroup: boolean;
  /** The number of the message that the URL links to. */
  linked: number | null;
  /** The message that is being edited; null = none. */
  editedId: number | null;
  beginEdit: (messageId: number) => void;
  /** Ends the edit of this message, not of another one; whoever asked for the edit gets the focus back. */
  endEdit: (messageId: number) => void;
  /** Begins to edit the reader's last message; whether there is one. Set by the messages, which know what can be edited. */
  editLast: RefObject<() => boolean>;
  typedAhead: TypedAhead;
  /** The message that the next reply quotes; null = none. */
  quoted: MessageDto | null;
  /** A message that is quoted already is quoted anew: the composer gets the focus. */
  setQuoted: (message: MessageDto | null) => void;
  /** Whether the channel can quote a message. */
  canQuote: boolean;
  /** Why the reader may not change a message now; null = they may. */
  whyNot: (change: Change, message: MessageDto) => ReturnType<typeof whyNot>;
};

const OpenThreadContext = createContext<OpenThread | null>(null);

/** Provides the open conversation to the parts of its thread, and which of its messages is being edited. */
export function OpenThreadProvider({ row, children }: { row: Row; children: ReactNode }) {
  const me = useMe();
  const { displayId, lifecycle, inboxId, subject } = row.conversation;
  const channel = useInbox(inboxId)?.channel ?? null;
  const isMail = channel !== null && hasMailHeaders(channel);
  const name = contactName(row.contact);
  const isGroup = row.contact.isGroup ?? false;
  const linked = useLinkedMessage();
  const [editedId, setEditedId] = useState<number | null>(null);
  const [quoted, setQuoted] = useState<MessageDto | null>(null);
  const canQuote = channel !== null && lifecycle === "live" && capabilitiesOf(channel).quotes;
  const asker = useRef<Element | null>(null);
  const edited = useRef<number | null>(null);
  const editLast = useRef(() => false);
  const typedAhead = useTypedAhead();
  const thread = useMemo(
    () => ({
      ...{ displayId, name, subject, isMail, isGroup, linked, editedId, editLast, typedAhead },
      ...{ quoted, canQuote },
      setQuoted: (message: MessageDto | null) => setQuoted(message && { ...message }),
      beginEdit: (id: number) => {
        asker.current = document.activeElement;
        edited.current = id;
        setEditedId(id);
      },
      endEdit: (id: number) => {
        if (edited.current !== id) return;
        typedAhead.end();
        edited.current = null;
        setEditedId(null);
        if (asker.current instanceof HTMLElement && asker.current.isConnected) asker.current.focus();
      },
      whyNot: (change: Change, message: MessageDto) =>
        whyNot(change, message, { meId: me.id, channel, lifecycle, now: new Date(serverNow()) }),
    }),
    [
      displayId,
      name,
      subject,
      isMail,
      isGroup,
      linked,
      editedId,
      typedAhead,
      quoted,
      canQuote,
      me.id,
      channel,
      lifecycle,
    ],
  );
  return <OpenThreadContext value={thread}>{children}</OpenThreadContext>;
}

/** The open conversation's thread; only below `OpenThreadProvider`. */
export function useOpenThread(): OpenThread {
  const thread = useContext(OpenThreadContext);
  if (!thread) throw new Error("useOpenThread needs an <OpenThreadProvider> above it");
  return thread;
}

/** Lets the composer edit the reader's last message of a thread: it is scrolled to, as only rows in view are rendered. */
export function useEditLast(
  items: readonly ThreadItem[],
  scrollToIndex: (index: number, options: { align: "auto" }) => void,
): void {
  const { editedId, editLast, typedAhead, beginEdit, whyNot: whyNotNow } = useOpenThread();
  useEffect(() => {
    editLast.current = () => {
      const at = items.findLastIndex(
        (item) => item.kind === "message" && whyNotNow("edit", item.message) === null,
      );
      const item = items[at];
      if (item?.kind !== "message") return false;
      scrollToIndex(at, { align: "auto" });
      if (item.message.id !== editedId) typedAhead.begin();
      beginEdit(item.message.id);
      return true;
    };
    return () => {
      editLast.current = () => false;
    };
  }, [items, scrollToIndex, editedId, editLast, typedAhead, beginEdit, whyNotNow]);
}

/** Deletes one of the reader's own messages immediately; the toast or a key restores it. */
export function useDeleteMessage({ id: messageId, kind }: MessageDto): () => void {
  const { displayId } = useOpenThread();
  const t = useTranslations("thread.deleted");
  const client = useTRPCClient();
  const { offer } = useUndo();
  const errorText = useErrorText();
  const write = useMessageWriter();

  const restore = () =>
    toPlainResult(async () => write(displayId, await client.messages.restore.mutate({ messageId })));
  const remove = async () => {
    try {
      write(displayId, await client.messages.delete.mutate({ messageId }));
    } catch (error) {
      return warn({ text: t("notDone"), detail: errorText(error) });
    }
    const text = kind === "note" ? t("note") : t("message");
    offer({ displayId, text, undo: restore, openAfter: displayId });
  };
  return () => void remove();
}

/** Writes a message from a response into the thread immediately; its event follows. */
export const useMessageWriter = (): ((displayId: number, message: MessageDto) => void) =>
  useCacheWriter().message;
