"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";

/** A recording ends by itself after this. */
export const VOICE_MS_MAX = 10 * 60_000;

/** What can be wrong: the member refused the microphone, there is none, or the browser cannot record. */
export type VoiceFault = "denied" | "missing" | "unsupported";

/** The first one that the browser can write; WhatsApp and most players take Ogg and MP4. */
const TYPES = ["audio/ogg;codecs=opus", "audio/mp4", "audio/webm;codecs=opus"] as const;
const EXTENSIONS: Readonly<Record<string, string>> = { "audio/ogg": "ogg", "audio/mp4": "m4a" };

type Recording = {
  /** Null until the microphone is open. */
  startedMs: number | null;
  fault: VoiceFault | null;
  /** Ends it: the file follows. */
  stop: () => void;
  /** Ends it without a file. */
  discard: () => void;
};

/**
 * Records from the microphone as soon as it is mounted, until it is stopped, discarded or unmounted, or `VOICE_MS_MAX` is
 * over. All but a discarded recording become a file: also one that the reader leaves by opening another conversation.
 */
export function useRecording(onFile: (file: File) => void): Recording {
  const [startedMs, setStartedMs] = useState<number | null>(null);
  const [fault, setFault] = useState<VoiceFault | null>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const isDiscarded = useRef(false);
  const onEnd = useEffectEvent((chunks: readonly Blob[]) => {
    if (!isDiscarded.current && chunks.length > 0) onFile(fileOf(chunks));
  });
  useEffect(() => {
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = async () => {
      if (!navigator.mediaDevices || typeof MediaRecorder === "undefined") return setFault("unsupported");
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const close = () => {
        for (const track of stream.getTracks()) track.stop();
      };
      if (isLeft) return close();
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      const own = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
      const chunks: Blob[] = [];
      own.ondataavailable = ({ data }) => data.size > 0 && chunks.push(data);
      own.onstop = () => {
        close();
        onEnd(chunks);
      };
      recorder.current = own;
      own.start();
      timer = setTimeout(() => stop(own), VOICE_MS_MAX);
      setStartedMs(Date.now());
    };
    begin().catch((error: unknown) => setFault(faultOf(error)));
    return () => {
      isLeft = true;
      clearTimeout(timer);
      stop(recorder.current);
    };
  }, []);
  return {
    startedMs,
    fault,
    stop: () => stop(recorder.current),
    discard: () => {
      isDiscarded.current = true;
      stop(recorder.current);
    },
  };
}

const stop = (recorder: MediaRecorder | null): void => {
  if (recorder?.state === "recording") recorder.stop();
};

const faultOf = (error: unknown): VoiceFault =>
  error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing";

/** `voice-2026-11-24-1530.ogg` */
function fileOf(chunks: readonly Blob[]): File {
  const [type = ""] = (chunks[0]?.type ?? "").split(";");
  const now = new Date();
  const at = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(twoDigits).join("-");
  const time = twoDigits(now.getHours()) + twoDigits(now.getMinutes());
  return new File([...chunks], `voice-${at}-${time}.${EXTENSIONS[type] ?? "weba"}`, { type });
}

const twoDigits = (part: number): string => String(part).padStart(2, "0");
