import type { Attachment } from "@/server/contract/_shared/dto";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

/** A size as people read it: 640 byte, 1.4 MB; in steps of 1,024. */
export function sizeText(bytes: number, locale: string): string {
  const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const value = bytes / STEP ** power;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  }).format(value);
}

/** A duration: 0:07, 12:34, 1:02:03. */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** The end of a name stays visible when the rest is cut: its extension and a few characters before it. */
const TAIL_CHARS = 4;
const EXTENSION = /\.[^.\s]{1,10}$/u;

/** A name in the part that may be cut and the part that stays: "Invoice 2026-", "11-21.pdf". */
export function splitName(name: string): [head: string, tail: string] {
  const extension = EXTENSION.exec(name)?.[0] ?? "";
  const chars = [...name];
  const at = Math.max(0, chars.length - [...extension].length - TAIL_CHARS);
  return [chars.slice(0, at).join(""), chars.slice(at).join("")];
}

/** The file as it is, the small picture of it, or the file to be saved. */
type FileUse = "show" | "preview" | "download";

/** The URL of a file for a signed-in member. */
export function fileUrl({ id, name }: Pick<Attachment, "id" | "name">, use: FileUse = "show"): string {
  const url = `/files/${id}/${encodeURIComponent(name)}`;
  return use === "show" ? url : `${url}?${use}`;
}
