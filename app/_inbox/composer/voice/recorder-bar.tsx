"use client";

import { Check, Mic, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { useRecording, VOICE_MS_MAX } from "./recording";

type RecorderBarProps = {
  onFile: (file: File) => void;
  onClose: () => void;
};

/** Records while it is shown: how long, and buttons that attach or discard it. Loaded on demand, hence the default export. */
export default function RecorderBar({ onFile, onClose }: RecorderBarProps) {
  const t = useTranslations("composer.voice");
  const { startedMs, fault, stop, discard } = useRecording((file) => {
    onFile(file);
    onClose();
  });
  const attach = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (startedMs !== null) attach.current?.focus(); // it was disabled
  }, [startedMs]);
  if (fault !== null) {
    return (
      <div className="flex items-center gap-2 p-2 pl-3.5">
        <p role="alert" className="min-w-0 flex-1 text-bad text-sm">
          {t(fault)}
        </p>
        <Button onClick={onClose} autoFocus>
          {t("close")}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-2 p-2 pl-3.5">
      <Mic size={16} aria-hidden className="shrink-0 text-bad motion-safe:animate-pulse" />
      <p role="status" className="min-w-0 flex-1 truncate text-sm">
        {startedMs === null ? t("starting") : t("recording")}
      </p>
      {startedMs === null ? null : <Clock startedMs={startedMs} />}
      <Button
        variant="ghost"
        onClick={() => {
          discard();
          onClose();
        }}
      >
        <X size={15} aria-hidden />
        {t("discard")}
      </Button>
      <Button ref={attach} variant="primary" disabled={startedMs === null} onClick={stop}>
        <Check size={15} aria-hidden />
        {t("attach")}
      </Button>
    </div>
  );
}

/** The time since the beginning, and the longest: 0:07 / 10:00. */
function Clock({ startedMs }: { startedMs: number }) {
  const [nowMs, setNowMs] = useState(startedMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="text-muted text-sm tabular-nums">
      {minutes(nowMs - startedMs)} / {minutes(VOICE_MS_MAX)}
    </span>
  );
}

function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
