/** A template of a channel's provider: a text that the provider has approved, with variables. */
export type ChannelTemplate = {
  name: string;
  language: string;
  /** In capitals, as `APPROVED`: only such templates are sent. */
  status: string;
  category: string;
  /** Of its body, with `{{1}}` or `{{name}}` where a variable goes. */
  text: string;
  /** `format`: `text`, or that of the file above the text, such as `image`. Absent = it has no header. */
  header?: { format: string; text?: string | undefined } | undefined;
  footer?: string | undefined;
  buttons?: TemplateButton[] | undefined;
  /** Why it cannot be sent, whatever its status. */
  unsendable?: UnsendableReason | undefined;
  /** What each part needs, in order: the names of variables; `link` of a file; of a button its text. */
  parameters: TemplateParameters;
};

/** `value`: whether a message has a value for it; absent = it has none. */
export type TemplateButton = {
  type: string;
  text: string;
  url?: string | undefined;
  value?: "required" | "optional" | undefined;
};

/** What a template needs that no list of values has. */
export const UNSENDABLE_REASONS = ["carousel", "limited_time_offer", "order", "product", "button"] as const;
export type UnsendableReason = (typeof UNSENDABLE_REASONS)[number];

/** The values, or what they are called, of each part. */
export type TemplateParameters = { header: string[]; body: string[]; buttons: string[] };

/** The content type of a message that was a template. No edge accepts it from a caller. */
export const TEMPLATE_CONTENT_TYPE = "channel_template";

/** `{{1}}` or `{{first_name}}`. */
const VARIABLE = /\{\{\s?(\w{1,100})\s?\}\}/g;

/** The variables of a text, each once, in the order in which they first stand. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map((found) => found[1] ?? "")),
];

/** A text with its variables filled in, in the order of `variablesIn`; those without a value stay. */
export function fillVariables(text: string, values: readonly string[]): string {
  const names = variablesIn(text);
  return text.replaceAll(VARIABLE, (found, name: string) => values[names.indexOf(name)] || found);
}

/** What is shown of a template with these values: header, body and footer. */
export function templateText(
  { header, text, footer }: Pick<ChannelTemplate, "header" | "text" | "footer">,
  values: Pick<TemplateParameters, "header" | "body">,
): string {
  const title = header?.format === "text" ? fillVariables(header.text ?? "", values.header) : "";
  return [title, fillVariables(text, values.body), footer ?? ""].filter(Boolean).join("\n\n");
}

/**
 * The values of a template's buttons, one for each of them, empty without one. `values` has those of the buttons that need one, or one for
 * every button. Null: it has neither.
 */
export function buttonValues(
  { buttons = [] }: Pick<ChannelTemplate, "buttons">,
  values: readonly string[],
): string[] | null {
  const left = [...values];
  const isShort = values.length === buttons.filter(({ value }) => value === "required").length;
  if (!isShort && values.length !== buttons.length) return null;
  const all = isShort
    ? buttons.map(({ value }) => (value === "required" ? (left.shift() ?? "") : ""))
    : [...values];
  const isRight = buttons.every(({ value }, i) =>
    value === "required" ? all[i] !== "" : value === "optional" || all[i] === "",
  );
  return isRight ? all : null;
}

/** The part with other values than the template needs, or null. */
export function wrongPart(
  { parameters, buttons }: Pick<ChannelTemplate, "parameters" | "buttons">,
  values: TemplateParameters,
): { part: keyof TemplateParameters; expected: number } | null {
  for (const part of ["header", "body"] as const)
    if (parameters[part].length !== values[part].length) return { part, expected: parameters[part].length };
  const hasButtons = buttonValues({ buttons }, values.buttons) !== null;
  return hasButtons ? null : { part: "buttons", expected: parameters.buttons.length };
}

/** Whether the header's value is the address of a file and Meta cannot fetch it: it does so by http and https only. */
export const hasWrongFile = (
  { header }: Pick<ChannelTemplate, "header">,
  { header: [value] }: Pick<TemplateParameters, "header">,
): boolean => hasFileHeader({ header }) && !(/^https?:/i.test(value ?? "") && URL.canParse(value ?? ""));

/** Whether the value of a template's header is the address of a file. */
export const hasFileHeader = ({ header }: Pick<ChannelTemplate, "header">): boolean =>
  header !== undefined && header.format !== "text" && header.format !== "location";

export const isApproved = ({ status }: Pick<ChannelTemplate, "status">): boolean => status === "APPROVED";
