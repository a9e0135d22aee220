import type { SentTemplate } from "@/server/contract/channel/sent-template";

/** What a header with a place needs. */
export const PLACE_PARTS = ["latitude", "longitude", "name", "address"] as const;

/** A template as Graph takes it. */
export function templateBody({
  name,
  language,
  parameters,
  names,
  headerFormat,
  buttons,
}: SentTemplate): object {
  const header = headerFormat === null ? [] : headerParameters(headerFormat, parameters.header, names.header);
  const components = [
    ...(header.length > 0 ? [{ type: "header", parameters: header }] : []),
    ...(parameters.body.length > 0
      ? [{ type: "body", parameters: textParameters(parameters.body, names.body) }]
      : []),
    ...buttons.flatMap((button, i) => buttonComponent(button, parameters.buttons[i])),
  ];
  const template = { name, language: { code: language }, ...(components.length > 0 && { components }) };
  return { type: "template", template };
}

/** Variables with names are sent by name, those with numbers in order. */
const textParameters = (values: readonly string[], names: readonly string[]) =>
  values.map((text, i) => {
    const name = names[i] ?? "";
    return { type: "text", ...(!/^\d*$/.test(name) && { parameter_name: name }), text };
  });

function headerParameters(format: string, values: readonly string[], names: readonly string[]): object[] {
  if (format === "text") return textParameters(values, names);
  if (format === "location") {
    const location = Object.fromEntries(PLACE_PARTS.map((part, i) => [part, values[i] ?? ""]));
    return [{ type: format, location }];
  }
  return values.map((link) => ({ type: format, [format]: { link } }));
}

function buttonComponent({ index, type }: SentTemplate["buttons"][number], value: string | undefined) {
  if (value === undefined) return [];
  const isCoupon = type === "COPY_CODE";
  return [
    {
      type: "button",
      sub_type: isCoupon ? "copy_code" : "url",
      index: String(index),
      parameters: [isCoupon ? { type: "coupon_code", coupon_code: value } : { type: "text", text: value }],
    },
  ];
}
