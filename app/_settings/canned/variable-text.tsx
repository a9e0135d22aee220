"use client";

import { useTranslations } from "next-intl";
import { useAttributeDefinitions } from "@/app/_shared/attributes/attribute-value";
import { attributeOf, CANNED_VARIABLES, piecesOf } from "@/server/contract/organising/fill-in";

/** A text in which each variable is shown by its name, not as it is written. */
export function VariableText({ text }: { text: string }) {
  const nameOf = useVariableName();
  return piecesOf(text).map((piece, at) =>
    piece.isVariable ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place in the text.
      <bdi key={at} className="rounded-xs bg-hover px-1 text-fg">
        {nameOf(piece.text)}
      </bdi>
    ) : (
      piece.text
    ),
  );
}

/** Returns a function that names a variable in the reader's language: a custom field as it is called, another by its last word. */
function useVariableName(): (variable: string) => string {
  const t = useTranslations("settings.canned.variable");
  const ofContacts = useAttributeDefinitions("contact");
  const ofConversations = useAttributeDefinitions("conversation");
  return (variable) => {
    const builtIn = CANNED_VARIABLES.find((one) => one === variable);
    if (builtIn) return t(builtIn);
    const attribute = attributeOf(variable);
    const known = attribute?.model === "contact" ? ofContacts : ofConversations;
    const name = known.find(({ key }) => key === attribute?.key)?.displayName;
    return name ?? (variable.split(".").at(-1) ?? variable).replaceAll("_", " ");
  };
}
