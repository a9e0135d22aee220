/** The most attribute definitions of an account: a program loads all of them. */
export const ATTRIBUTE_DEFINITIONS_MAX = 500;

/** What has custom attributes. */
export const ATTRIBUTE_MODELS = ["conversation", "contact"] as const;

/** How programs show an attribute. */
export const ATTRIBUTE_KINDS = [
  "text",
  "number",
  "currency",
  "percent",
  "link",
  "date",
  "list",
  "checkbox",
] as const;

/** The most choices of a list. */
export const ATTRIBUTE_CHOICES_MAX = 500;
