import type { Actor } from "@/server/contract/_shared/dto";

/** The error of a message or mail that somebody discarded. */
export const discardedBy = ({ type, id, name }: Actor): string =>
  `Discarded by ${name ?? `${type} ${id ?? ""}`.trim()}.`;
