import type { Run } from "@/server/commands/_run/run";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { createMacro } from "@/server/commands/organising/macros";
import type { Caller } from "@/server/contract/_shared/caller";
import type { MacroAction } from "@/server/contract/organising/macro";

/** The attribute that the web shop sets on a conversation about an order. */
export const ORDER_NUMBER = "order_number";

const ATTRIBUTES = [
  {
    model: "conversation",
    key: ORDER_NUMBER,
    displayName: "Order number",
    kind: "text",
    pattern: "^CA-\\d{5}$",
    patternHint: "Enter a number like CA-10482",
  },
  { model: "conversation", key: "delivery_date", displayName: "Delivery date", kind: "date" },
  { model: "conversation", key: "order_total", displayName: "Order total (€)", kind: "number" },
  {
    model: "contact",
    key: "customer_type",
    displayName: "Customer type",
    kind: "list",
    choices: ["Private", "Shop", "Hotel"],
  },
  { model: "contact", key: "customer_since", displayName: "Customer since", kind: "date" },
  {
    model: "contact",
    key: "tax_number",
    displayName: "Tax number",
    kind: "text",
    description: "For invoices: VAT ID, CNPJ, 税号",
  },
  { model: "contact", key: "price_list", displayName: "Gets the price list", kind: "checkbox" },
] as const;

const MACROS: readonly { name: string; actions: MacroAction[] }[] = [
  {
    name: "Ask the carrier",
    actions: [
      { type: "label", add: ["delivery"], remove: [] },
      { type: "assign", assigneeId: "me" },
      { type: "note", content: "Asked the carrier for a trace. They answer within two working days." },
      {
        type: "draft",
        content:
          "Hello {{contact.first_name|there}}, I have asked the carrier where your parcel is and will write again within two working days.",
      },
      { type: "snooze", minutes: 2 * 24 * 60 },
    ],
  },
  {
    name: "Refund approved",
    actions: [
      { type: "label", add: ["refund"], remove: ["urgent"] },
      {
        type: "draft",
        content:
          "Hello {{contact.first_name|there}}, your refund is on its way. Banks take three to five working days to show it.",
      },
      { type: "status", signal: "resolve" },
    ],
  },
  {
    name: "申请发票",
    actions: [
      { type: "label", add: ["billing"], remove: [] },
      {
        type: "draft",
        content: "{{contact.name}}，您好！请提供发票抬头和税号，我们会在两个工作日内开具电子发票。",
      },
      { type: "snooze", minutes: null },
    ],
  },
];

/** Defines the shop's attributes and its macros, which name its labels, in one operation. */
export async function createAttributesAndMacros(run: Run, admin: Caller): Promise<void> {
  await run(
    async (tx) => {
      for (const attribute of ATTRIBUTES)
        await createAttributeDefinition(tx, {
          ...attribute,
          choices: "choices" in attribute ? [...attribute.choices] : [],
        });
      for (const macro of MACROS) await createMacro(tx, { ...macro, isOwn: false });
    },
    admin,
    null,
  );
}
