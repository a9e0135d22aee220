"use client";

import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";

const TONES = [
  "bg-info-soft text-info",
  "bg-ok-soft text-ok",
  "bg-warn-soft text-warn",
  "bg-bad-soft text-bad",
  "bg-accent-soft text-accent",
];

type AvatarProps = {
  name: string;
  seed: number;
  /** The address of a picture. */
  src?: string | null;
  className?: string;
};

/**
 * A picture; without one, or if it cannot be loaded, the initials of a name on one of five tones. `seed` (an id) keeps the tone
 * when the name changes.
 */
export function Avatar({ name, seed, src = null, className }: AvatarProps) {
  const initials = (
    <span
      aria-hidden
      className={cn(
        "grid size-7 shrink-0 select-none place-items-center rounded-full font-semibold text-2xs",
        TONES[seed % TONES.length],
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
  return (
    <Picture
      src={src}
      className={cn("size-7 shrink-0 rounded-full bg-hover object-cover", className)}
      fallback={initials}
    />
  );
}

/** Two letters of a name in an alphabet, one character of a Chinese, Japanese or Korean name. */
function initialsOf(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, " ")
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const [first = "?"] = words;
  if (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(first))
    return sign(first);
  const last = words.length > 1 ? sign(words.at(-1) ?? "") : "";
  return (sign(first) + last).toLocaleUpperCase();
}

const sign = (word: string): string => [...word][0] ?? "";

type PictureProps = {
  /** Its address; null: none. */
  src: string | null;
  className: string;
  /** Shown without a picture, and if it cannot be loaded. */
  fallback: ReactNode;
};

/** A picture that says nothing that a text beside it does not say. `className` gives it its size before it is loaded. */
export function Picture({ src, className, fallback }: PictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  if (src === null || src === failed) return fallback;
  const fail = () => setFailed(src);
  return (
    // biome-ignore lint/performance/noImgElement: the server has made it small
    <img
      key={src}
      src={src}
      alt=""
      aria-hidden
      draggable={false}
      decoding="async"
      onError={fail}
      // In a page from the server it may have failed before the scripts ran.
      ref={(img) => {
        if (img?.complete && img.naturalWidth === 0) fail();
      }}
      className={className}
    />
  );
}
