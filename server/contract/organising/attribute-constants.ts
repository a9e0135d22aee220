export {
  ATTRIBUTE_CHOICES_MAX,
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
} from "@/server/domain/organising/attribute-definition";
