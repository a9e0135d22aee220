"use client";

import { Mic, Type } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { EmojiButton } from "@/app/_inbox/composer/emoji/emoji-button";
import { SendButtons } from "@/app/_inbox/composer/sending/send-buttons";
import { CannedButton } from "@/app/_inbox/composer/suggest/canned-button";
import { useOthers } from "@/app/_inbox/presence/use-others";
import { whenReachable } from "@/app/_lib/when-reachable";
import { AttachButton } from "@/app/_shell/composer/file-picker";
import { IconButton } from "@/app/_ui/button";
import { useDraft } from "./draft";

const RecorderBar = lazy(whenReachable(() => import("@/app/_inbox/composer/voice/recorder-bar")));

type FootProps = { isFormatting: boolean; onFormatting: (isOn: boolean) => void };

/** What can be added, who else types, and sending. */
export function ComposerFoot({ isFormatting, onFormatting }: FootProps) {
  const t = useTranslations("composer.format");
  const { attach, field, files, displayId } = useDraft();
  const others = useOthers(displayId);
  const voice = useTranslations("composer.voice");
  const [isRecording, setRecording] = useState(false);
  if (isRecording)
    return (
      <Suspense fallback={<div className="h-11.5" />}>
        <RecorderBar
          onFile={(file) => files.add([file])}
          onClose={() => {
            setRecording(false);
            field.current?.focus(); // its buttons are gone
          }}
        />
      </Suspense>
    );
  return (
    <div className="flex items-center justify-end gap-1 p-2">
      <AttachButton handle={attach} onFiles={files.add} />
      <IconButton label={voice("record")} onClick={() => setRecording(true)}>
        <Mic size={17} aria-hidden />
      </IconButton>
      <EmojiButton />
      <CannedButton />
      <IconButton
        label={t("label")}
        aria-pressed={isFormatting}
        // The field keeps what is selected.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          onFormatting(!isFormatting);
          field.current?.focus();
        }}
        className={isFormatting ? "bg-hover text-fg" : ""}
      >
        <Type size={16} aria-hidden />
      </IconButton>
      <p role="status" className="mr-2 min-w-0 flex-1 truncate px-1.5 text-accent text-sm">
        {others.typingText}
      </p>
      <SendButtons />
    </div>
  );
}
