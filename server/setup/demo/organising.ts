import type { Run } from "@/server/commands/_run/run";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { createMacro } from "@/server/commands/organising/macros";
import type { Caller } from "@/server/contract/_shared/caller";
import type { MacroAction } from "@/server/contract/organising/macro";
import { insertCannedReply } from "@/server/store/organising/canned-replies";
import { insertLabels, type LabelText } from "@/server/store/organising/labels";

const LABELS: readonly LabelText[] = [
  { name: "account", colour: "gray", description: "Sign-in, addresses, data of the customer" },
  { name: "billing", colour: "yellow", description: "Invoices and payments" },
  { name: "delivery", colour: "blue", description: "Where a parcel is, and when it comes" },
  { name: "product", colour: "teal", description: "Questions before or after buying" },
  { name: "refund", colour: "red", description: "Money back, whole or in part" },
  { name: "urgent", colour: "orange", description: "" },
  { name: "warranty", colour: "purple", description: "Something broke within two years" },
  { name: "wholesale", colour: "green", description: "Shops that order by the dozen" },
];

const EVERYBODY = { visibility: "everybody" as const, inboxIds: [], teamIds: [], ownerId: null, files: [] };

const CANNED_REPLIES = [
  {
    shortCode: "hello",
    title: "First answer",
    folder: "Greetings",
    content:
      "Hello {{contact.first_name|there}}, this is {{agent.name}}. Thank you for writing, I am looking into it.",
  },
  {
    shortCode: "return",
    title: "Return within 30 days",
    folder: "Returns",
    content:
      "You can return it within 30 days. I have just mailed you the label; the post office takes it from there.",
  },
  {
    shortCode: "obrigado",
    title: "First answer, Portuguese",
    folder: "Greetings",
    content: "Olá {{contact.name}}, obrigado pelo contato! Já estou verificando para você.",
  },
  {
    shortCode: "nihao",
    title: "首次回复",
    folder: "Greetings",
    content: "{{contact.name}}，您好！我是{{agent.name}}，已收到您的消息，正在为您查询。",
  },
  {
    shortCode: "where",
    title: "Parcel is on its way",
    folder: "Delivery",
    content:
      "Order {{conversation.custom_attribute.order_number|}} has left our warehouse. The carrier shows a date as soon as the parcel reaches your region.",
  },
];

/** Creates the shop's labels and canned replies in one operation. */
export async function createLabelsAndReplies(run: Run, admin: Caller): Promise<void> {
  await run(
    async (tx) => {
      await insertLabels(tx, LABELS);
      for (const reply of CANNED_REPLIES) await insertCannedReply(tx, { ...EVERYBODY, ...reply });
    },
    admin,
    null,
  );
}

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
