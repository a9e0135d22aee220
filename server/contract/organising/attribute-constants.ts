export {
  ATTRIBUTE_CHOICES_MAX,
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
  ATTRIBUTE_PATTERN_CHARS_MAX,
} from "@/server/domain/organising/attribute-definition";
export {
  attributeFault,
  isDay,
  isWebUrl,
} from "@/server/domain/organising/attribute-value";
