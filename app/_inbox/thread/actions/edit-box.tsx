"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useCallback, useState } from "react";
import { LengthLine, useLength } from "@/app/_inbox/composer/length-line";
import { NextHint } from "@/app/_inbox/thread/message/reach/use-change-reach";
import { useMessageWriter, useOpenThread } from "@/app/_inbox/thread/open-thread";
import { isComposing } from "@/app/_lib/is-composing";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { SubmitKey, useIsSubmitKey } from "@/app/_shell/composer/submit-key";
import { Button } from "@/app/_ui/button";
import type { MessageDto } from "@/server/contract/_shared/dto";

/**
 * What edited texts are so far, by their messages, until the edits end. The page keeps them: a virtual row has no state once it has
 * left the window, and another message or conversation may be opened meanwhile.
 */
const texts = new Map<number, string>();

/** Edits a message's text in place: Enter saves by the setting, with mod always, Escape cancels. */
export function EditBox({ message }: { message: MessageDto }) {
  const { displayId, endEdit, typedAhead } = useOpenThread();
  const t = useTranslations("thread.edit");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const write = useMessageWriter();
  const [content, setContent] = useState(() => {
    const text = typedAhead.take(texts.get(message.id) ?? message.content);
    if (text !== message.content) texts.set(message.id, text);
    return text;
  });
  const end = () => {
    texts.delete(message.id);
    endEdit(message.id);
  };
  const edit = useMutation(
    trpc.messages.edit.mutationOptions({
      onSuccess: (edited, { content: saved }) => {
        write(displayId, edited);
        const now = texts.get(message.id) ?? saved;
        if (now === saved) end(); // else it was typed since, perhaps in a later edit of the same message
      },
    }),
  );
  const length = useLength(message.inboxId, { kind: message.kind === "note" ? "note" : "message", content });
  const isSubmitKey = useIsSubmitKey();
  const isEmpty = content.trim() === "" && !message.attachments;
  const save = () => {
    if (!isEmpty && !length.isOver && !edit.isPending) edit.mutate({ messageId: message.id, content });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      end();
    }
    if (isSubmitKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      save();
    }
  };
  const focusAtEnd = useCallback((area: HTMLTextAreaElement | null) => {
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);
  return (
    <div className="flex w-96 max-w-full flex-col gap-2">
      <textarea
        ref={focusAtEnd}
        dir="auto"
        rows={2}
        value={content}
        onChange={({ target }) => {
          texts.set(message.id, target.value);
          setContent(target.value);
        }}
        onKeyDown={onKeyDown}
        aria-label={t("label")}
        className="grow-with-text block w-full resize-none rounded-s border border-line-strong bg-surface px-2.5 py-1.5"
      />
      {edit.error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(edit.error)}
        </p>
      ) : null}
      <LengthLine {...length} />
      <NextHint message={message} change="edit" className="text-muted text-sm" />
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={end}>
          {t("cancel")}
        </Button>
        <Button
          size="sm"
          variant="primary"
          disabled={isEmpty || length.isOver || edit.isPending}
          onClick={save}
        >
          {t("save")}
          <SubmitKey />
        </Button>
      </div>
    </div>
  );
}
