import type { Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
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
