// For the browser: without zod.
export {
  MACRO_ACTION_TYPES,
  MACRO_ACTIONS_MAX,
  MACRO_SNOOZE_MINUTES_MAX,
  mayChangeMacro,
} from "@/server/domain/organising/macro";
