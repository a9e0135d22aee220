import { cn } from "@/app/_lib/class-names";
import { Picture } from "./picture";

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
export function initialsOf(name: string): string {
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
