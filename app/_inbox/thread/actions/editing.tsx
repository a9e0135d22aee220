"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, type RefObject, useContext, useMemo, useRef, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPCClient } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-inbox";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { openNow } from "@/app/_shell/view/navigate";
import { warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { type Change, type ChangeRefusal, whyNotChanged } from "@/server/contract/message/change";
import { useMessageWriter } from "./use-message-writer";

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
  const { sender, kind, direction, status, sendAfter, withdrawnAt, deletedAt } = message;
  const isWriter = sender.type === "user" && sender.id === meId;
  const dates = {
    sendAfter: toDate(sendAfter),
    withdrawnAt: toDate(withdrawnAt),
    deletedAt: toDate(deletedAt),
  };
  // Until the inbox is known, the server decides.
  const situation = { isWriter, channel: channel ?? "api", now };
  return whyNotChanged(change, { kind, direction, status, ...dates }, situation);
}

const toDate = (at: string | null): Date | null => (at === null ? null : new Date(at));

type Editing = {
  /** The message that is being edited; null = none. */
  messageId: number | null;
  begin: (messageId: number) => void;
  end: () => void;
  /** Why the reader may not change a message now; null = they may. */
  whyNot: (change: Change, message: MessageDto) => ReturnType<typeof whyNot>;
  /** Begins to edit the reader's last message; whether there is one. Set by the thread, which knows its messages. */
  last: RefObject<() => boolean>;
};

const EditingContext = createContext<Editing | null>(null);

type EditingProviderProps = { conversation: ConversationDto; children: ReactNode };

/** Which message of the open conversation is being edited. The one who asked for it gets the focus back. */
export function EditingProvider({ conversation, children }: EditingProviderProps) {
  const me = useMe();
  const { lifecycle, inboxId } = conversation;
  const channel = useInbox(inboxId)?.channel ?? null;
  const [messageId, setMessageId] = useState<number | null>(null);
  const asker = useRef<Element | null>(null);
  const last = useRef(() => false);
  const editing = useMemo(
    () => ({
      messageId,
      begin: (id: number) => {
        asker.current = document.activeElement;
        setMessageId(id);
      },
      end: () => {
        setMessageId(null);
        if (asker.current instanceof HTMLElement && asker.current.isConnected) asker.current.focus();
      },
      whyNot: (change: Change, message: MessageDto) =>
        whyNot(change, message, { meId: me.id, channel, lifecycle, now: new Date() }),
      last,
    }),
    [messageId, me.id, channel, lifecycle],
  );
  return <EditingContext value={editing}>{children}</EditingContext>;
}

/** The editing of the open conversation; only below `EditingProvider`. */
export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("useEditing needs an <EditingProvider> above it");
  return editing;
}

/** Deletes one of the reader's own messages immediately; the toast or a key restores it. */
export function useDeleteMessage(displayId: number, { id: messageId, kind }: MessageDto): () => void {
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
    offer({ displayId, text, undo: restore, openAfter: openNow() });
  };
  return () => void remove();
}
