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

type Button = SentTemplate["buttons"][number];

/** The name of a button's kind in a message, and what it has there; null: it is not named. */
const BUTTONS: Readonly<
  Record<string, [subType: string, parametersOf: (value: string, button: Button) => object[] | null]>
> = {
  URL: ["url", (text) => [{ type: "text", text }]],
  OTP: ["url", (text) => [{ type: "text", text }]],
  COPY_CODE: ["copy_code", (code) => [{ type: "coupon_code", coupon_code: code }]],
  QUICK_REPLY: ["quick_reply", (payload) => (payload === "" ? null : [{ type: "payload", payload }])],
  FLOW: ["flow", (token) => [actionOf({ flow_token: token || NO_TOKEN })]],
  // Without a product it shows the first one of the catalog.
  CATALOG: ["catalog", (id) => (id === "" ? [] : [actionOf({ thumbnail_product_retailer_id: id })])],
  MPM: ["mpm", (ids, { text }) => [actionOf(productsOf(ids, text))]],
};

/** What Meta itself calls the token of a flow that has none. */
const NO_TOKEN = "unused";
const SECTION_CHARS_MAX = 24;

const actionOf = (action: object) => ({ type: "action", action });

/** The products of a list, by their ids in the catalog, separated by commas: in one section, with the first one's picture. */
function productsOf(ids: string, title: string) {
  const products = ids
    .split(",")
    .map((id) => id.trim())
    .filter(Boolean);
  return {
    thumbnail_product_retailer_id: products[0] ?? "",
    sections: [
      {
        title: [...title].slice(0, SECTION_CHARS_MAX).join(""),
        product_items: products.map((id) => ({ product_retailer_id: id })),
      },
    ],
  };
}

function buttonComponent(button: Button, value: string | undefined): object[] {
  const [subType, parametersOf] = BUTTONS[button.type] ?? [];
  if (value === undefined || !subType || !parametersOf) return [];
  const parameters = parametersOf(value, button);
  if (!parameters) return [];
  const component = { type: "button", sub_type: subType, index: String(button.index) };
  return [parameters.length > 0 ? { ...component, parameters } : component];
}
