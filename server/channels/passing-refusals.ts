import {
  REFUSALS,
  type Refusal,
  type RefusalClass,
  type RefusalCode,
} from "@/server/contract/_shared/refusal";

const CLASSES: ReadonlySet<RefusalClass> = new Set(["unavailable", "full", "too_many"]);
/** Another request creates the same contact, or a contact is being erased: it is over soon. */
const CODES: ReadonlySet<RefusalCode> = new Set(["contact.taken", "contact.being_erased"]);

/** Whether a refusal ends by itself: another try may be accepted. */
export const isPassing = ({ refusal }: Refusal): boolean =>
  CLASSES.has(REFUSALS[refusal]) || CODES.has(refusal);
