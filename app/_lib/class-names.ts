import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Our text sizes and radii: without their names `twMerge` would take them for colours. */
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["3xs", "2xs", "xs", "sm", "base", "md", "lg", "xl"],
      radius: ["xs", "s", "m", "l", "full"],
      shadow: ["pop"],
      spacing: ["nav", "list", "context", "bar", "popup", "dialog", "command", "page"],
    },
  },
});

/** Joins class names; of two that conflict the later wins. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
