"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { SubmitKey, useIsSubmitKey } from "@/app/_shell/composer/submit-key";
import { Button } from "@/app/_ui/button";
import { CONTACT_NOTE_CHARS_MAX } from "@/server/contract/_shared/limits";

type NoteTextProps = {
  label: string;
  submitLabel: string;
  /** Of a note that is edited, or was begun before. */
  content?: string | undefined;
  onChange?: (content: string) => void;
  error: unknown;
  isPending: boolean;
  /** Once the promise resolves, the field of a new note has only what was typed meanwhile. */
  onSubmit: (content: string) => unknown;
  /** Of a note that is edited: ends that, by Escape too, and once it is saved as it stands. */
  onEnd?: () => void;
};

/** The cursor of a note that is edited is behind its text. */
function focusEnd(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

/** The text of a new note, or of one that is edited. Enter saves it by the member's setting, with Ctrl or ⌘ always. */
export function NoteText({
  label,
  submitLabel,
  error,
  isPending,
  onChange,
  onSubmit,
  onEnd,
  ...note
}: NoteTextProps) {
  const t = useTranslations("contacts.notes");
  const errorText = useErrorText();
  const [content, setContent] = useState(note.content ?? "");
  const isSubmitKey = useIsSubmitKey();
  const isEmpty = content.trim() === "";
  const latest = useRef(content);
  const change = (next: string) => {
    latest.current = next;
    setContent(next);
    onChange?.(next);
  };
  const keepSince = useWhileShown((saved: string) => {
    const now = latest.current;
    change(now.startsWith(saved) ? now.slice(saved.length) : now);
  });
  const end = useWhileShown(() => onEnd?.());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty || isPending) return;
    try {
      await onSubmit(content.trim());
      if (!onEnd) keepSince(content);
      else if (latest.current === content) end();
    } catch {
      // `error` has it, and the text stays.
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isSubmitKey(event)) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    }
    if (event.key === "Escape" && onEnd && !isComposing(event.nativeEvent)) {
      event.stopPropagation();
      onEnd();
    }
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-prose flex-col gap-2">
      <textarea
        dir="auto"
        rows={2}
        maxLength={CONTACT_NOTE_CHARS_MAX}
        value={content}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        ref={onEnd ? focusEnd : null}
        aria-label={label}
        placeholder={label}
        className="grow-with-text block w-full resize-none rounded-s border border-line-strong bg-surface px-2.5 py-1.5 placeholder:text-faint"
      />
      {error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(error)}
        </p>
      ) : null}
      {isEmpty && !onEnd ? null : (
        <div className="flex justify-end gap-2">
          {onEnd ? (
            <Button size="sm" onClick={onEnd}>
              {t("cancel")}
            </Button>
          ) : null}
          <Button size="sm" variant="primary" type="submit" disabled={isEmpty || isPending}>
            {submitLabel}
            <SubmitKey />
          </Button>
        </div>
      )}
    </form>
  );
}
