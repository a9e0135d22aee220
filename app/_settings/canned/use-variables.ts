import { useTranslations } from "next-intl";
import { useAttributeDefinitions } from "@/app/_shared/attributes/attribute-value";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { attributeVariable, CANNED_VARIABLES } from "@/server/contract/organising/fill-in";

/** A variable that can be inserted, and what it is called in the reader's language. */
export type NamedVariable = { variable: string; name: string };

/** The variable of a custom field, and what the field is called. */
type FieldVariable = NamedVariable & { field: string };

/** The variables of texts: the built-in ones, and those of the custom fields whose values can be written. */
export function useVariables(): { builtIn: NamedVariable[]; custom: FieldVariable[] } {
  const t = useTranslations("settings.canned");
  const ofContacts = useAttributeDefinitions("contact");
  const ofConversations = useAttributeDefinitions("conversation");
  const nameIt = ({ model, key, displayName, kind }: AttributeDefinitionDto): FieldVariable[] => {
    const variable = kind === "checkbox" ? null : attributeVariable(model, key);
    return variable === null
      ? []
      : [{ variable, field: displayName, name: t(`customField.${model}`, { name: displayName }) }];
  };
  return {
    builtIn: CANNED_VARIABLES.map((variable) => ({ variable, name: t(`variable.${variable}`) })),
    custom: [...ofContacts, ...ofConversations].flatMap(nameIt),
  };
}
