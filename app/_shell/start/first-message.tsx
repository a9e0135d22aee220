"use client";

import { LayoutTemplate, TimerOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId } from "react";
import type { ReplyWindow } from "@/app/_shared/template/reply-window";
import { WindowText } from "@/app/_shared/template/window-text";
import { useIsSubmitKey } from "@/app/_shell/composer/submit-key";
import { Button } from "@/app/_ui/button";

type FirstMessageProps = {
  /** Until when the channel takes free text; null: at any time. */
  window: ReplyWindow | null;
  hasFocus: boolean;
  /** Chooses a template instead, which goes at any time. */
  onTemplate: (form: HTMLFormElement) => void;
};

/** The text that a conversation begins with. Where only a template goes now, the reason is in its place; what was written stays. */
export function FirstMessage({ window, hasFocus, onTemplate }: FirstMessageProps) {
  const t = useTranslations("start");
  const template = useTranslations("composer.template");
  const id = useId();
  const isSubmitKey = useIsSubmitKey();
  const isClosed = window?.isClosed ?? false;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isSubmitKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.form?.requestSubmit();
  };
  return (
    <>
      <div hidden={isClosed}>
        <label htmlFor={id} className="mb-1 block font-medium">
          {t("message")}
        </label>
        <textarea
          id={id}
          name="content"
          required={!isClosed}
          rows={4}
          dir="auto"
          onKeyDown={onKeyDown}
          // biome-ignore lint/a11y/noAutofocus: the dialog is for writing this.
          autoFocus={hasFocus}
          className="block w-full rounded-s border border-line-strong bg-surface px-2.5 py-1.5"
        />
      </div>
      {window === null ? null : isClosed ? (
        <p role="status" className="flex items-center gap-2 rounded-s bg-warn-soft px-2.5 py-1.5 text-warn">
          <TimerOff size={15} aria-hidden className="shrink-0" />
          <span>
            <WindowText window={window} />
          </span>
        </p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
          <p className="min-w-0 flex-1 basis-44">
            <WindowText window={window} />
          </p>
          <Button
            size="sm"
            variant="ghost"
            onClick={({ currentTarget: { form } }) => form && onTemplate(form)}
          >
            <LayoutTemplate size={14} aria-hidden />
            {template("use")}
          </Button>
        </div>
      )}
    </>
  );
}
