import type { ContactDto } from "@/server/contract/_shared/dto";

/** The most conversations that a merge moves. */
export const MERGED_CONVERSATIONS_MAX = 500;

type Filled = Pick<
  ContactDto,
  | "email"
  | "phone"
  | "identifier"
  | "isBlocked"
  | "labels"
  | "companyId"
  | "customAttributes"
  | "additionalAttributes"
>;

/**
 * The fields of a contact after a merge: its own, or the other's where its own are empty. `left`: the fields that the
 * other keeps because the contact has its own; searches by them still find it. The labels of both are united, and a block of either
 * stays: channels merge by themselves what proves to be one person.
 */
export function mergedFields(
  kept: Filled,
  other: Filled,
): { filled: Filled; left: Pick<Filled, "email" | "phone" | "identifier" | "labels" | "companyId"> } {
  return {
    filled: {
      email: kept.email ?? other.email,
      phone: kept.phone ?? other.phone,
      identifier: kept.identifier ?? other.identifier,
      isBlocked: kept.isBlocked || other.isBlocked,
      labels: [...new Set([...kept.labels, ...other.labels])].sort(),
      companyId: kept.companyId ?? other.companyId,
      customAttributes: { ...other.customAttributes, ...kept.customAttributes },
      additionalAttributes: { ...other.additionalAttributes, ...kept.additionalAttributes },
    },
    left: {
      email: kept.email === null ? null : other.email,
      phone: kept.phone === null ? null : other.phone,
      identifier: kept.identifier === null ? null : other.identifier,
      labels: [],
      companyId: null,
    },
  };
}
