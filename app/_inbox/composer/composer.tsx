"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { CrossingReply } from "@/app/_inbox/composer/sending/crossing";
import { optionId } from "@/app/_inbox/composer/suggest/suggest";
import { cn } from "@/app/_lib/class-names";
import { whenReachable } from "@/app/_lib/when-reachable";
import { Toggles } from "@/app/_ui/check";
import { unfilledIn } from "@/server/contract/organising/fill-in";
import { ComposerFoot } from "./composer-foot";
import { type DraftProps, DraftProvider, useDraft } from "./draft";
import { DropOverlay } from "./drop-overlay";
import { LengthLine } from "./length-line";

const FileList = lazy(whenReachable(() => import("@/app/_shell/composer/file-list")));
const SuggestionList = lazy(whenReachable(() => import("@/app/_inbox/composer/suggest/suggestion-list")));
const UnfilledLine = lazy(
  whenReachable(() =>
    import("@/app/_inbox/composer/suggest/suggestion-list").then((file) => ({ default: file.UnfilledLine })),
  ),
);
const QuotedReply = lazy(
  whenReachable(() =>
    import("@/app/_inbox/thread/message/channel-parts").then((m) => ({ default: m.QuotedReply })),
  ),
);
const SignatureLine = lazy(whenReachable(() => import("@/app/_inbox/composer/signature/signature-line")));
const WindowLine = lazy(whenReachable(() => import("@/app/_inbox/composer/template/window-line")));
const RecipientsLine = lazy(whenReachable(() => import("@/app/_inbox/composer/recipients/recipients-line")));
const ForwardedText = lazy(whenReachable(() => import("@/app/_inbox/composer/recipients/forwarded-text")));
const FormatBar = lazy(
  whenReachable(() =>
    import("@/app/_shell/composer/format/format-bar").then((m) => ({ default: m.FormatBar })),
  ),
);

/** The field for replies and notes. Remounted for each conversation. */
export const Composer = (props: DraftProps) => (
  <DraftProvider {...props}>
    <Pane />
    <DropOverlay />
  </DraftProvider>
);

function Pane() {
  const t = useTranslations("composer");
  const { section, field, isNote, text, signature, suggestions, blockedAfter, ...draft } = useDraft();
  const { lengthId, length, format, inboxId, recipients } = draft;
  const [isFormatting, setFormatting] = useState(false);
  return (
    <section
      ref={section}
      aria-label={t("pane")}
      data-writing // a letter that is pressed on its buttons is text
      className={cn(
        "relative mx-3 mb-3 shrink-0 rounded-m border focus-within:border-accent md:mx-5 md:mb-4",
        isNote ? "border-note-line bg-note" : "border-line-strong bg-surface",
      )}
    >
      {suggestions.shown.length > 0 ? (
        <Suspense fallback={null}>
          <SuggestionList />
        </Suspense>
      ) : null}
      {blockedAfter === null ? null : <CrossingReply after={blockedAfter} />}
      <Head />
      {recipients.isMail && !isNote ? (
        <Suspense fallback={<div className="h-6" />}>
          <RecipientsLine />
        </Suspense>
      ) : null}
      {draft.quoted ? (
        <Suspense fallback={null}>
          <QuotedReply
            message={draft.quoted}
            onCancel={() => {
              draft.setQuoted(null);
              field.current?.focus(); // its button is gone
            }}
          />
        </Suspense>
      ) : null}
      <FileTiles />
      <TextField />
      <LengthLine id={lengthId} {...length} className="px-3.5" />
      {draft.replyWindow ? (
        <Suspense fallback={<div className="h-9" />}>
          <WindowLine id={draft.windowId} window={draft.replyWindow} />
        </Suspense>
      ) : null}
      <Suspense fallback={null}>
        {signature.text === "" ? null : <SignatureLine />}
        {recipients.forwards === undefined || isNote ? null : (
          <ForwardedText messageId={recipients.forwards} />
        )}
        {unfilledIn(text.content).length > 0 ? <UnfilledLine /> : null}
      </Suspense>
      <Suspense fallback={null}>
        {isFormatting ? (
          <FormatBar
            isNote={isNote}
            inboxId={inboxId}
            content={text.content}
            onFormat={(one) => void format.apply(one)}
          />
        ) : null}
      </Suspense>
      {draft.isClosed ? (
        <div className="h-2" />
      ) : (
        <ComposerFoot isFormatting={isFormatting} onFormatting={setFormatting} />
      )}
    </section>
  );
}

/** Whether a reply or a note is written, and in whose conversation: also while the field has a text. */
function Head() {
  const t = useTranslations("composer");
  const { name, text, isNote, setKind, recipients } = useDraft();
  // A mail may go to others: its own line shows to whom.
  const about = isNote ? t("noteOn", { name }) : recipients.isMail ? null : t("replyTo", { name });
  return (
    <div className="flex items-center gap-2 px-2 pt-1.5 pr-3.5">
      <Toggles
        label={t("kind")}
        value={text.kind}
        options={[
          { value: "message", label: t("reply") },
          { value: "note", label: t("note") },
        ]}
        onChange={setKind}
      />
      <p className="min-w-0 truncate text-muted text-sm" dir="auto">
        {about}
      </p>
    </div>
  );
}

/** The files of the message that is being written. */
function FileTiles() {
  const { files, field } = useDraft();
  const remove = (key: string) => {
    files.remove(key);
    field.current?.focus(); // its button is gone
  };
  return (
    <>
      {files.uploads.length === 0 ? null : (
        <Suspense fallback={null}>
          <FileList files={{ ...files, remove }} className="px-3 pt-2" />
        </Suspense>
      )}
      <UploadStatus />
    </>
  );
}

/** What keeps the message from being sent. Read aloud when it changes: when uploads end or fail, not with each percent. */
function UploadStatus() {
  const t = useTranslations("files");
  const { files, statusId } = useDraft();
  const { uploads, blockedBy } = files;
  const failed = uploads.filter(({ state }) => state.kind === "failed").length;
  const running = uploads.filter(({ state }) => state.kind !== "failed" && state.kind !== "stored").length;
  return (
    <p
      id={statusId}
      role="status"
      className={cn(
        "px-3.5 pt-1.5 text-sm empty:hidden",
        blockedBy === "failed" ? "text-bad" : "text-muted",
        blockedBy === null && "sr-only",
      )}
    >
      {blockedBy === "failed" ? t("failed", { count: failed }) : null}
      {blockedBy === "running" ? t("running", { count: running }) : null}
      {blockedBy === null && uploads.length > 0 ? t("ready", { count: uploads.length }) : null}
    </p>
  );
}

/** A field is as high as its placeholder, and the composer's head has the whole name. */
const PLACEHOLDER_NAME_CHARS_MAX = 36;

/** The text of a reply or a note, with suggestions. */
function TextField() {
  const t = useTranslations("composer");
  const { field, text, isNote, name, suggestions, listId, enterSends, write, isLeft, ...draft } = useDraft();
  const { isClosed, windowId, replyWindow } = draft;
  const why = useTranslations("composer.template");
  const beginning = [...name].slice(0, PLACEHOLDER_NAME_CHARS_MAX).join("");
  const what = isNote ? "note" : draft.recipients.forwards === undefined ? "reply" : "forward";
  return (
    <textarea
      ref={field}
      id="composer"
      enterKeyHint={enterSends ? "send" : "enter"}
      dir="auto"
      rows={2}
      value={text.content}
      onChange={(event) => write(event.target.value)}
      onFocus={isLeft}
      onKeyDown={draft.onKeyDown}
      readOnly={isClosed}
      aria-describedby={replyWindow ? windowId : undefined}
      onSelect={suggestions.noteCaret}
      aria-autocomplete="list"
      {...(suggestions.shown.length > 0 && {
        "aria-controls": listId,
        "aria-activedescendant": optionId(listId, suggestions.active),
      })}
      placeholder={isClosed ? why("placeholder") : t(`${what}Placeholder`, { name: beginning })}
      aria-label={t(`${what}Field`, { name })}
      className="grow-with-text block w-full resize-none bg-transparent px-3.5 pt-2 pb-1 outline-none placeholder:text-faint"
    />
  );
}
