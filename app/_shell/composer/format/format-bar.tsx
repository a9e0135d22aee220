"use client";

import { Bold, Code, Eye, Italic, Link, List, ListOrdered, TextQuote } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { MessageText } from "@/app/_shared/message/text/message-text";
import { useInbox } from "@/app/_shared/use-account";
import { keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { IconButton } from "@/app/_ui/button";
import { useIsMac } from "@/app/_ui/display/kbd";
import { FORMATS, type Format } from "./format-text";

const ICONS = {
  bold: Bold,
  italic: Italic,
  code: Code,
  link: Link,
  list: List,
  numbers: ListOrdered,
  quote: TextQuote,
};
const KEYS: Partial<Record<Format, string>> = {
  bold: WRITING_KEYS.bold,
  italic: WRITING_KEYS.italic,
  code: WRITING_KEYS.code,
};

type FormatBarProps = {
  isNote: boolean;
  inboxId: number;
  /** What is written, for a preview; absent = none is offered. */
  content?: string;
  onFormat: (format: Format) => void;
};

/** Buttons that format what is selected, what readers get of it, and a preview. */
export function FormatBar({ isNote, inboxId, content, onFormat }: FormatBarProps) {
  const t = useTranslations("composer.format");
  const isMac = useIsMac();
  const channel = useInbox(inboxId)?.channel;
  const readers = isNote ? "note" : channel === "wukongim" ? "plain" : "markdown";
  const [isPreviewing, setPreviewing] = useState(false);
  return (
    <>
      {isPreviewing && content ? (
        <section
          aria-label={t("preview")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by key
          tabIndex={0}
          className="mx-3.5 mt-1 max-h-48 overflow-y-auto rounded-s border border-line bg-bg px-2.5 py-1.5"
        >
          <MessageText text={content} />
        </section>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-2 px-2 pt-1">
        <div role="toolbar" aria-label={t("label")} className="flex">
          {FORMATS.map((format) => {
            const Icon = ICONS[format];
            const key = KEYS[format];
            return (
              <IconButton
                key={format}
                label={t(format)}
                {...(key && { shortcut: keyText(key, isMac) })}
                // The field keeps its selection and the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onFormat(format)}
                className="pointer-coarse:size-10"
              >
                <Icon size={15} aria-hidden />
              </IconButton>
            );
          })}
          {content === undefined ? null : (
            <IconButton
              label={t("preview")}
              aria-pressed={isPreviewing}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => setPreviewing(!isPreviewing)}
              className={cn("pointer-coarse:size-10", isPreviewing && "bg-hover text-fg")}
            >
              <Eye size={15} aria-hidden />
            </IconButton>
          )}
        </div>
        <p className="min-w-0 px-1.5 text-muted text-xs">{t(`readers.${readers}`)}</p>
      </div>
    </>
  );
}
