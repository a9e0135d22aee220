"use client";

import { Bold, Code, Italic, Link, List, TextQuote } from "lucide-react";
import { useTranslations } from "next-intl";
import { useInbox } from "@/app/_shared/use-account";
import { keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { IconButton } from "@/app/_ui/button";
import { useIsMac } from "@/app/_ui/display/kbd";
import { FORMATS, type Format } from "./format-text";

const ICONS = { bold: Bold, italic: Italic, code: Code, link: Link, list: List, quote: TextQuote };
const KEYS: Partial<Record<Format, string>> = {
  bold: WRITING_KEYS.bold,
  italic: WRITING_KEYS.italic,
  code: WRITING_KEYS.code,
};

type FormatBarProps = {
  isNote: boolean;
  inboxId: number;
  onFormat: (format: Format) => void;
};

/** Buttons that format what is selected, and what readers get of it. */
export function FormatBar({ isNote, inboxId, onFormat }: FormatBarProps) {
  const t = useTranslations("composer.format");
  const isMac = useIsMac();
  const channel = useInbox(inboxId)?.channel;
  const readers = isNote ? "note" : channel === "wukongim" ? "plain" : "markdown";
  return (
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
      </div>
      <p className="min-w-0 px-1.5 text-muted text-xs">{t(`readers.${readers}`)}</p>
    </div>
  );
}
