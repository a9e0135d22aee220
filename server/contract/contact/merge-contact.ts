import type { ContactDto } from "@/server/contract/_shared/dto";

/** Conversations that a merge moves at most. */
export const MERGED_CONVERSATIONS_MAX = 500;

type Filled = Pick<
  ContactDto,
  "email" | "phone" | "identifier" | "customAttributes" | "additionalAttributes"
>;

/**
 * What a contact has after it took another over: what it has itself, and the other's where it has nothing. `left`: what
 * the other keeps, by which it is still found, because it is a second one of its kind.
 */
export function mergedFields(
  kept: Filled,
  other: Filled,
): { filled: Filled; left: Pick<Filled, "email" | "phone" | "identifier"> } {
  return {
    filled: {
      email: kept.email ?? other.email,
      phone: kept.phone ?? other.phone,
      identifier: kept.identifier ?? other.identifier,
      customAttributes: { ...other.customAttributes, ...kept.customAttributes },
      additionalAttributes: { ...other.additionalAttributes, ...kept.additionalAttributes },
    },
    left: {
      email: kept.email === null ? null : other.email,
      phone: kept.phone === null ? null : other.phone,
      identifier: kept.identifier === null ? null : other.identifier,
    },
  };
}
