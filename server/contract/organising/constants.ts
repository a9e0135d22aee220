export {
  ATTRIBUTE_CHOICES_MAX,
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
  ATTRIBUTE_PATTERN_CHARS_MAX,
  attributeFault,
  isDay,
  isWebUrl,
  keepsDigits,
} from "@/server/domain/organising/attribute-definition";

// For the browser: without zod.
export { CANNED_VISIBILITIES, mayChangeReply } from "@/server/domain/organising/canned-reply";

export { LABEL_COLOURS } from "@/server/domain/organising/label";

// For the browser: without zod.
export {
  MACRO_ACTION_TYPES,
  MACRO_ACTIONS_MAX,
  MACRO_SNOOZE_MINUTES_MAX,
  mayChangeMacro,
} from "@/server/domain/organising/macro";
