"use client";

import { useTranslations } from "next-intl";
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useRecipients } from "@/app/_inbox/composer/recipients/use-recipients";
import { useSend } from "@/app/_inbox/composer/sending/use-send";
import { useSignature } from "@/app/_inbox/composer/signature/use-signature";
import type { Suggestion } from "@/app/_inbox/composer/suggest/suggest";
import { addUsed, useCannedReplies } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { useMentionable, useSuggestions } from "@/app/_inbox/composer/suggest/use-suggestions";
import { useReplyWindow } from "@/app/_inbox/composer/template/use-reply-window";
import { useTyping } from "@/app/_inbox/presence/use-others";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { isComposing } from "@/app/_lib/is-composing";
import { useEnterSends } from "@/app/_lib/preferences/browser-switch";
import { typeText } from "@/app/_lib/type-text";
import type { Row } from "@/app/_shared/conversation/rows";
import { openNow } from "@/app/_shared/view/navigate";
import type { AttachHandle } from "@/app/_shell/composer/file-picker";
import { useFormat } from "@/app/_shell/composer/format/use-format";
import { enterMeans } from "@/app/_shell/composer/submit-key";
import { useFiles } from "@/app/_shell/composer/use-files";
import { useText } from "@/app/_shell/drafts/use-text";
import { matchesKey, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { useReturned } from "@/app/_shell/unsent/returned";
import { useIsLeft } from "@/app/_shell/unsent/use-write";
import { warn } from "@/app/_ui/overlay/toast";
import { mentionedIn } from "@/server/contract/message/markup";
import { withSignature } from "@/server/contract/message/signature";
import { useLength } from "./length-line";
import { useFileTransfer } from "./use-file-transfer";

/** Focuses the field to write a reply or a note, and leaves it. */
export type ComposerHandle = { focus(kind: "message" | "note"): void; blur(): void };

export type DraftProps = {
  row: Row;
  handle: RefObject<ComposerHandle | null>;
  /** Called as soon as a message is sent, with whether the conversation is resolved as well. */
  onSend: (resolves: boolean) => void;
};

const NONE: readonly Suggestion[] = [];

const DraftContext = createContext<ReturnType<typeof useNewDraft> | null>(null);

/** Provides the draft of one conversation to the composer's parts. Remounted for each conversation. */
export const DraftProvider = ({ children, ...props }: DraftProps & { children: ReactNode }) => (
  <DraftContext value={useNewDraft(props)}>{children}</DraftContext>
);

/** What is being written, and the actions on it. */
export function useDraft() {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error("a part of the composer needs a <DraftProvider> above");
  return draft;
}

function useNewDraft({ row, handle, onSend }: DraftProps) {
  const { displayId, name, editLast, editedId, endEdit, typedAhead } = useOpenThread();
  const { inboxId, lastNumber } = row.conversation;
  const f = useTranslations("files");
  const field = useRef<HTMLTextAreaElement>(null);
  const section = useRef<HTMLElement>(null);
  const attach = useRef<AttachHandle>(null);
  const [listId, statusId, lengthId, windowId] = [useId(), useId(), useId(), useId()];
  const { text, current, change, clear, restore } = useWrittenText(displayId);
  const isNote = text.kind === "note";
  const typing = useTyping(displayId);
  const files = useFiles(displayId);
  const isDropping = useFileTransfer(section, (added) => {
    // The thread of the conversation that the reader has gone to may not be on the screen yet.
    const current = openNow();
    if (current !== null) files.add(added, current);
  });
  const signature = useSignature({ displayId, inboxId, contact: row.contact, isNote });
  const signed = signature.isLeftOut ? text.content : withSignature(text.content, signature.text);
  const length = useLength(inboxId, { kind: text.kind, content: signed });
  const format = useFormat(field);
  const enterSends = useEnterSends();
  const isLeft = useIsLeft(displayId, field);
  const canned = useCannedReplies({ conversation: row.conversation, contact: row.contact });
  const mentionable = useMentionable(inboxId);
  const [openedAt] = useState(lastNumber);
  const quote = useQuote(() => focus("message"));
  const [shownNumber, setShownNumber] = useState(0);
  const { send, blockedAfter } = useSend({
    displayId,
    openedAt,
    onSend: (resolves) => {
      const confirm = clear();
      signature.setLeftOut(false);
      recipients.fold();
      if (!isNote) quote.set(null);
      typing.stop();
      onSend(resolves);
      return confirm;
    },
    onBlocked: restore,
  });
  useReturned(displayId, ({ quoted, isUnsigned }) => {
    if (quoted) quote.set(quoted);
    if (isUnsigned) signature.setLeftOut(true);
  });
  const recipients = useRecipients(row.conversation, { text, change, isLeft });
  const window = useReplyWindow(row.conversation);
  const replyWindow = isNote ? null : window;
  const isClosed = replyWindow?.isClosed ?? false;
  const isBlocked = blockedAfter !== null && !isNote;
  const isForward = recipients.forwards !== undefined && !isNote;
  const isEmpty = text.content.trim() === "" && files.uploads.length === 0 && !isForward;

  const setKind = (kind: typeof text.kind) => change({ kind });
  const write = (content: string) => {
    if (isLeft()) return;
    change({ kind: text.kind, content });
    typing.note(content, isNote);
  };
  /** Inserts in place of what is selected, with the caret after it. */
  const insert = (piece: string) => {
    if (!field.current) return;
    const { selectionStart: from, selectionEnd: to } = field.current;
    typeText(field.current, { from, to }, piece);
  };
  const onChosen = (chosen: Suggestion) => {
    if (!chosen.files || isLeft()) return; // a member, or its text was not inserted either
    addUsed(displayId, [chosen]);
    files.add(chosen.files);
  };
  const insertReply = (reply: Suggestion) => {
    insert(reply.insert);
    onChosen(reply);
  };
  const suggestions = useSuggestions({
    content: text.content,
    field,
    all: { "/": canned, "@": isNote ? mentionable.suggestions : NONE },
    onChosen,
  });
  const submit = (resolve: boolean) => {
    const isShown = text.content === current().content; // else a part of it has just arrived
    if (isLeft() || !isShown || isEmpty || isClosed || length.isOver) return;
    if (recipients.warnOfProblem()) return;
    if (files.blockedBy !== null) return warn({ text: f(`notYet.${files.blockedBy}`) });
    const { message: quoted } = quote;
    const { isLeftOut } = signature;
    void send(text, {
      files: files.take(),
      resolve,
      seen: isBlocked ? shownNumber : undefined,
      isUnsigned: isLeftOut,
      email: recipients.email,
      inReplyTo: isNote || !quoted ? undefined : { id: quoted.id },
      mentionIds: isNote ? mentionedIn(text.content, mentionable.members) : [],
      returned: { quoted, isUnsigned: isLeftOut },
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const cancelEdit = () => editedId !== null && endEdit(editedId);
    if (typedAhead.add(event.nativeEvent, cancelEdit)) return event.preventDefault();
    if (suggestions.onKey(event) || format.onKey(event)) return;
    if (text.content === "" && matchesKey(event.nativeEvent, WRITING_KEYS.editLast) && editLast.current())
      return event.preventDefault();
    if (event.key === "Escape") field.current?.blur();
    if (matchesKey(event.nativeEvent, WRITING_KEYS.attach)) {
      event.preventDefault();
      attach.current?.open();
    }
    const meaning = enterMeans(event.nativeEvent, enterSends);
    if (meaning === null) return;
    event.preventDefault();
    submit(meaning === "sendAndResolve");
  };
  const focus = (kind: typeof text.kind) => {
    const { kind: written, content } = current();
    // What was written for colleagues becomes a reply only by its button.
    if (kind === "note" || written === "message" || content.trim() === "") setKind(kind);
    field.current?.focus();
  };
  useImperativeHandle(handle, () => ({ focus, blur: () => field.current?.blur() }));

  return {
    ...{ displayId, inboxId, name, text, isNote, setKind, write, typing },
    ...{ insert, insertReply, submit, isLeft, onKeyDown },
    ...{ field, section, attach, listId, statusId, lengthId, windowId },
    ...{ files, isDropping, length, signature, format, enterSends },
    ...{ canned, suggestions, setShownNumber, recipients },
    /** Until when the channel takes free text; null: at any time. */
    replyWindow,
    /** Only a template can be sent. */
    isClosed,
    /** The number up to which everything was seen when a reply was refused because others wrote meanwhile, or null. */
    blockedAfter: isNote ? null : blockedAfter,
    /** What the reply quotes. */
    quoted: isNote ? null : quote.message,
    setQuoted: quote.set,
    /** There is something to send and somebody to send it to, and every file is uploaded. */
    isReady:
      !isEmpty && !isClosed && !length.isOver && files.blockedBy === null && recipients.problem === null,
  };
}

/**
 * What is written. A text after a note is a note too, until its writer chooses or leaves the conversation: a second one for colleagues
 * must not go to the customer.
 */
function useWrittenText(displayId: number): ReturnType<typeof useText> {
  const { text, current, change, clear, restore } = useText(displayId);
  const [followsNote, setFollowsNote] = useState(false);
  return {
    text: followsNote && text.content === "" ? { ...text, kind: "note" } : text,
    current,
    change: (part) => {
      setFollowsNote(false);
      change(part);
    },
    clear: () => {
      setFollowsNote(text.kind === "note");
      return clear();
    },
    restore,
  };
}

/** The message that the reply quotes. */
function useQuote(onQuoted: () => void) {
  const { quoted, setQuoted } = useOpenThread();
  const begin = useEffectEvent(onQuoted);
  useEffect(() => {
    if (quoted) begin();
  }, [quoted]);
  return { message: quoted, set: setQuoted };
}
