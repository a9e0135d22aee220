"use client";

import { useMutation } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { warn } from "@/app/_ui/overlay/toast";
import { SUBJECT_CHARS_MAX } from "@/server/contract/_shared/limits";

type SubjectLineProps = { displayId: number; subject: string };

/** The subject of a conversation, edited in place: Enter or leaving the field saves, Escape keeps the old one. */
export default function SubjectLine({ displayId, subject }: SubjectLineProps) {
  const t = useTranslations("header");
  const [isEditing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const hasFocus = useRef(false);
  const save = useSaveSubject();
  useEffect(() => {
    // Whoever ends the edit by a key is where the edit began.
    if (!isEditing && hasFocus.current) button.current?.focus();
    hasFocus.current = false;
  }, [isEditing]);

  const end = (wanted: string) => {
    setEditing(false);
    const next = wanted.trim();
    if (next !== "" && next !== subject) save({ displayId, subject: next });
  };
  if (isEditing) return <SubjectField subject={subject} onEnd={end} hasFocus={hasFocus} />;
  return (
    <button
      ref={button}
      type="button"
      aria-label={t("editSubject", { subject })}
      title={subject}
      onClick={() => setEditing(true)}
      className="group/subject relative inline-flex min-w-8 max-w-full shrink items-center rounded-xs font-medium text-fg hover:underline"
    >
      <bdi className="truncate">{subject}</bdi>
      <Pencil
        size={12}
        aria-hidden
        className="absolute end-0 bg-surface p-px opacity-0 group-hover/subject:opacity-100 group-focus-visible/subject:opacity-100"
      />
    </button>
  );
}

type SubjectFieldProps = {
  subject: string;
  onEnd: (wanted: string) => void;
  /** Whether the edit was ended by a key. */
  hasFocus: { current: boolean };
};

function SubjectField({ subject, onEnd, hasFocus }: SubjectFieldProps) {
  const t = useTranslations("header");
  const [begun] = useState(subject);
  const [text, setText] = useState(begun);
  // Unchanged, it does not put back what somebody else has replaced meanwhile.
  const end = () => onEnd(text === begun ? subject : text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    hasFocus.current = true;
    end();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || isComposing(event.nativeEvent)) return;
    event.stopPropagation();
    hasFocus.current = true;
    onEnd(subject);
  };
  return (
    <form method="post" onSubmit={submit} className="flex min-w-40 max-w-full flex-1 items-center gap-1">
      <input
        // biome-ignore lint/a11y/noAutofocus: the field replaces the button that had the focus
        autoFocus
        aria-label={t("subject")}
        value={text}
        maxLength={SUBJECT_CHARS_MAX}
        dir="auto"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={end}
        onKeyDown={onKeyDown}
        className="h-6 w-full min-w-0 rounded-s border border-line-strong bg-surface px-1.5 text-fg pointer-coarse:h-10"
      />
    </form>
  );
}

/** Returns a function that changes the subject, and shows the answer. */
function useSaveSubject() {
  const t = useTranslations("header");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const writer = useCacheWriter();
  const { mutate } = useMutation(
    trpc.changes.setSubject.mutationOptions({
      onSuccess: ({ row }) => row && writer.row(row),
      onError: (error) => warn({ text: t("subjectNotChanged"), detail: errorText(error) }),
    }),
  );
  return mutate;
}
