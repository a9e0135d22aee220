"use client";

import { useTranslations } from "next-intl";
import {
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useText } from "@/app/_inbox/composer/drafts/use-text";
import { EmojiButton } from "@/app/_inbox/composer/emoji/emoji-button";
import { DropOverlay } from "@/app/_inbox/composer/files/drop-overlay";
import { AttachButton, type AttachHandle } from "@/app/_inbox/composer/files/file-picker";
import { FileTiles } from "@/app/_inbox/composer/files/file-tiles";
import { useFileTransfer } from "@/app/_inbox/composer/files/use-file-transfer";
import { useFiles } from "@/app/_inbox/composer/files/use-files";
import { FormatButton } from "@/app/_inbox/composer/format/format-button";
import { useFormat } from "@/app/_inbox/composer/format/use-format";
import { LengthLine, useLength } from "@/app/_inbox/composer/length/length-line";
import { CrossingReply } from "@/app/_inbox/composer/sending/crossing-reply";
import { SendButtons } from "@/app/_inbox/composer/sending/send-buttons";
import { useSend } from "@/app/_inbox/composer/sending/use-send";
import { CannedButton } from "@/app/_inbox/composer/suggest/canned-button";
import type { Suggestion } from "@/app/_inbox/composer/suggest/suggest";
import { useCannedReplies } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { useMentionable } from "@/app/_inbox/composer/suggest/use-mentionable";
import { useSuggestions } from "@/app/_inbox/composer/suggest/use-suggestions";
import { addUsed } from "@/app/_inbox/composer/suggest/used-replies";
import { TextField } from "@/app/_inbox/composer/text/text-field";
import { useInsert } from "@/app/_inbox/composer/text/use-insert";
import { enterMeans } from "@/app/_inbox/composer/text/writing-key";
import { useOthers, useTyping } from "@/app/_inbox/presence/use-others";
import { useEditing } from "@/app/_inbox/thread/actions/editing";
import { cn } from "@/app/_lib/class-names";
import { useEnterSends } from "@/app/_lib/preferences/enter-sends";
import { mentionedIn } from "@/app/_shared/message/mentions";
import { matchesKey, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { warn } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { unfilledIn } from "@/server/contract/organising/fill-in";
import { ComposerHead } from "./composer-head";
import { useIsLeft } from "./use-write";

/** Focuses the field to write a reply or a note, and leaves it. */
export type ComposerHandle = { focus(kind: "message" | "note"): void; blur(): void };

type ComposerProps = {
  displayId: number;
  inboxId: number;
  name: string;
  contact: ContactDto;
  /** The conversation's newest message. */
  lastNumber: number;
  handle: RefObject<ComposerHandle | null>;
  /** Called as soon as a message is sent, with whether the conversation is resolved as well. */
  onSend: (resolves: boolean) => void;
};

const SuggestionList = lazy(() => import("@/app/_inbox/composer/suggest/suggestion-list"));
const UnfilledLine = lazy(() => import("@/app/_inbox/composer/suggest/unfilled-line"));
const FormatBar = lazy(() => import("./format/format-bar").then((m) => ({ default: m.FormatBar })));

const NONE: readonly Suggestion[] = [];

/** The field for replies and notes. Remounted for each conversation. */
export function Composer({ displayId, inboxId, name, contact, lastNumber, handle, onSend }: ComposerProps) {
  const t = useTranslations("composer");
  const f = useTranslations("files");
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, clear, restore } = useText(displayId);
  const typing = useTyping(displayId);
  const others = useOthers(displayId);
  const section = useRef<HTMLElement>(null);
  const attach = useRef<AttachHandle>(null);
  const files = useFiles(displayId);
  const isDropping = useFileTransfer(section, files.add);
  const [openedAt] = useState(lastNumber);
  const [shownNumber, setShownNumber] = useState(0);
  const { send, blockedAfter } = useSend({
    displayId,
    openedAt,
    onSend: (resolves) => {
      const confirm = clear();
      typing.stop();
      onSend(resolves);
      return confirm;
    },
    onBlocked: restore,
  });
  const canned = useCannedReplies({ displayId, inboxId, contact });
  const mentionable = useMentionable(inboxId);
  const listId = useId();
  const statusId = useId();
  const isLeft = useIsLeft(displayId, field);
  const write = (content: string) => {
    if (isLeft()) return;
    setText({ ...text, content });
    typing.note(content);
  };
  const insert = useInsert(field);
  const enterSends = useEnterSends();
  const onChosen = (chosen: Suggestion) => {
    if (!chosen.files) return; // a member
    addUsed(displayId, [chosen]);
    files.add(chosen.files);
  };
  const suggestions = useSuggestions({
    content: text.content,
    field,
    all: { "/": canned, "@": text.kind === "note" ? mentionable.suggestions : NONE },
    onChosen,
  });
  const unfilled = unfilledIn(text.content);
  const isNote = text.kind === "note";
  const isEmpty = text.content.trim() === "" && files.uploads.length === 0;
  const length = useLength(inboxId, text);
  const lengthId = useId();
  const format = useFormat(field);
  const [isFormatting, setFormatting] = useState(false);
  const isBlocked = blockedAfter !== null && !isNote;

  useImperativeHandle(handle, () => ({
    focus: (kind) => {
      setText({ ...text, kind });
      field.current?.focus();
    },
    blur: () => field.current?.blur(),
  }));

  const submit = (resolve: boolean) => {
    if (isLeft() || isEmpty || length.isOver) return;
    if (files.blockedBy !== null) return warn({ text: f(`notYet.${files.blockedBy}`) });
    void send(text, {
      files: files.take(),
      resolve,
      seen: isBlocked ? shownNumber : undefined,
      mentionIds: isNote ? mentionedIn(text.content, mentionable.members) : [],
    });
  };
  const editing = useEditing();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || suggestions.onKey(event) || format.onKey(event)) return;
    if (text.content === "" && matchesKey(event.nativeEvent, WRITING_KEYS.editLast) && editing.last.current())
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

  return (
    <>
      <section
        ref={section}
        aria-label={t("pane")}
        className={cn(
          "relative mx-3 mb-3 shrink-0 rounded-m border focus-within:border-accent md:mx-5 md:mb-4",
          isNote ? "border-note-line bg-note" : "border-line-strong bg-surface",
        )}
      >
        {suggestions.shown.length > 0 ? (
          <Suspense fallback={null}>
            <SuggestionList
              {...suggestions}
              id={listId}
              label={t(suggestions.sign === "@" ? "members" : "canned")}
              onChoose={suggestions.choose}
            />
          </Suspense>
        ) : null}
        {isBlocked ? (
          <CrossingReply displayId={displayId} after={blockedAfter} onShown={setShownNumber} />
        ) : null}
        <ComposerHead kind={text.kind} name={name} onKind={(kind) => setText({ ...text, kind })} />
        <FileTiles files={files} statusId={statusId} />
        <TextField
          field={field}
          text={text}
          name={name}
          suggestions={suggestions}
          listId={listId}
          enterSends={enterSends}
          onChange={write}
          onFocus={isLeft}
          onKeyDown={onKeyDown}
        />
        <LengthLine id={lengthId} {...length} className="px-3.5" />
        <Suspense fallback={null}>
          {unfilled.length > 0 ? <UnfilledLine field={field} unfilled={unfilled} /> : null}
          {isFormatting ? (
            <FormatBar isNote={isNote} inboxId={inboxId} onFormat={(one) => void format.apply(one)} />
          ) : null}
        </Suspense>
        <div className="flex items-center justify-end gap-1 p-2">
          <AttachButton handle={attach} onFiles={files.add} />
          <EmojiButton field={field} onChoose={insert} />
          <CannedButton
            field={field}
            replies={canned}
            onChoose={(reply) => {
              insert(reply.insert);
              onChosen(reply);
            }}
          />
          <FormatButton isOn={isFormatting} onChange={setFormatting} />
          <p role="status" className="mr-2 min-w-0 flex-1 truncate px-1.5 text-accent text-sm">
            {others.typingText}
          </p>
          <SendButtons
            isNote={isNote}
            isReady={!isEmpty && !length.isOver && files.blockedBy === null}
            isBlocked={isBlocked}
            statusId={`${statusId} ${lengthId}`}
            onSend={submit}
          />
        </div>
      </section>
      {isDropping ? <DropOverlay text={isNote ? f("dropNote") : f("dropReply", { name })} /> : null}
    </>
  );
}
