"use client";

import type { KeyboardEvent, RefObject } from "react";
import type { Format } from "@/app/_shell/composer/format/format-text";
import { matchesKey, WRITING_KEYS } from "@/app/_shell/keys/registry";

/** The formats that have a key. */
const KEYED = ["bold", "italic", "code"] as const satisfies readonly Format[];

/** Formats what is selected in the field; the code is loaded with the first use. */
export function useFormat(field: RefObject<HTMLTextAreaElement | null>) {
  const apply = async (format: Format) => {
    const { applyFormat } = await import("@/app/_shell/composer/format/format-text");
    if (field.current) applyFormat(field.current, format);
  };
  /** Whether the key was that of a format. */
  const onKey = (event: KeyboardEvent): boolean => {
    const format = KEYED.find((one) => matchesKey(event.nativeEvent, WRITING_KEYS[one]));
    if (!format) return false;
    event.preventDefault();
    event.stopPropagation();
    void apply(format);
    return true;
  };
  return { apply, onKey };
}
