import type { Run } from "@/server/commands/_run/run";
import { createCompany } from "@/server/commands/contacts/companies";
import { createContact } from "@/server/commands/contacts/save-contact";
import type { CustomerPlan } from "@/server/setup/demo/conversation/arrival";
import { openThread } from "@/server/setup/demo/conversation/thread";
import type { AgentKey, Cast, InboxKey } from "./cast";
import type { World } from "./crowd-steps";
import type { Step } from "./schedule";

const DAY_MS = 24 * 3_600_000;

type Attributes = Record<string, string | boolean>;
type Person = CustomerPlan & { attributes: Attributes };
type Company = { name: string; domains: string[]; description: string; people: readonly Person[] };

/** Shops and hotels that order by the dozen, each with its people. */
const COMPANIES: readonly Company[] = [
  {
    name: "Hawthorn & Vine",
    domains: ["hawthornandvine.example"],
    description: "Three homeware shops in Bristol and Bath. Orders every quarter; invoices go to Tom.",
    people: [
      person("Eleanor Marsh", "eleanor@hawthornandvine.example", {
        customer_type: "Shop",
        customer_since: "2024-03-11",
        tax_number: "GB 417 220 936",
        price_list: true,
      }),
      person("Tom Ashworth", "accounts@hawthornandvine.example", { customer_type: "Shop" }),
    ],
  },
  {
    name: "Möbelhaus Brandt",
    domains: ["moebelhaus-brandt.example"],
    description: "Einrichtungshaus in Freiburg. Kauft auf Rechnung, 30 Tage netto.",
    people: [
      person("Katrin Brandt", "k.brandt@moebelhaus-brandt.example", {
        customer_type: "Shop",
        customer_since: "2025-01-20",
        tax_number: "DE 298 114 506",
        price_list: true,
      }),
    ],
  },
  {
    name: "青禾生活馆",
    domains: ["qinghe.example"],
    description: "杭州的两家家居店，每季度订货一次，需要增值税专用发票。",
    people: [
      person("林婉清", "linwanqing@qinghe.example", {
        customer_type: "Shop",
        customer_since: "2024-09-02",
        tax_number: "91330106MA2KJ7X31Q",
        price_list: true,
      }),
      person("周启明", "zhouqiming@qinghe.example", { customer_type: "Shop", price_list: false }),
    ],
  },
  {
    name: "Pousada Mar Azul",
    domains: ["marazul.example"],
    description: "Pousada em Paraty com 14 quartos. Troca roupa de cama e luminárias a cada dois anos.",
    people: [
      person(
        "Beatriz Nogueira",
        "beatriz@marazul.example",
        { customer_type: "Hotel", customer_since: "2025-06-15", tax_number: "37.482.905/0001-64" },
        "+5524998100427",
      ),
    ],
  },
];

function person(name: string, email: string, attributes: Attributes, phone: string | null = null): Person {
  const [first = name] = name.split(" ");
  return { key: `trade/${email}`, name, calledBy: first, email, phone, attributes };
}

/** A conversation with one of them: lines of the customer and the agent in turn, the customer's first. */
type Order = {
  daysAgo: number;
  inbox: InboxKey;
  agent: AgentKey;
  email: string;
  attributes: { order_number: string; order_total: number };
  /** From today on. */
  deliveryInDays: number;
  lines: readonly string[];
  isResolved: boolean;
};

const ORDERS: readonly Order[] = [
  {
    daysAgo: 4.2,
    inbox: "mail",
    agent: "grace",
    email: "eleanor@hawthornandvine.example",
    attributes: { order_number: "CA-11904", order_total: 1284.5 },
    deliveryInDays: 3,
    isResolved: false,
    lines: [
      "Hi Grace, could we add two dozen Terra mug sets to CA-11904? The Bath shop sold out over the weekend.",
      "Hi Eleanor, good to hear! I've put them on hold. Shall I send everything together on Tuesday, or the mugs first?",
      "Together is fine, as long as it's before Friday.",
    ],
  },
  {
    daysAgo: 2.9,
    inbox: "website",
    agent: "jonas",
    email: "k.brandt@moebelhaus-brandt.example",
    attributes: { order_number: "CA-11951", order_total: 2360 },
    deliveryInDays: 8,
    isResolved: false,
    lines: [
      "Guten Tag, bei der Lieferung CA-11951 brauchen wir einen Lkw mit Hebebühne. Ist das notiert?",
      "Guten Tag Frau Brandt, ja, die Spedition weiß Bescheid und ruft einen Tag vorher an.",
    ],
  },
  {
    daysAgo: 5.4,
    inbox: "mail",
    agent: "chen",
    email: "linwanqing@qinghe.example",
    attributes: { order_number: "CA-11887", order_total: 1718 },
    deliveryInDays: -1,
    isResolved: true,
    lines: [
      "您好，CA-11887 这批货请开增值税专用发票，抬头和税号与上次相同。",
      "林女士您好，发票已开具，明天随货一起寄出，电子版稍后发到您的邮箱。",
      "收到，谢谢！",
    ],
  },
  {
    daysAgo: 9.1,
    inbox: "whatsapp",
    agent: "mariana",
    email: "beatriz@marazul.example",
    attributes: { order_number: "CA-11760", order_total: 3940 },
    deliveryInDays: -5,
    isResolved: true,
    lines: [
      "Oi Mariana! Chegaram os 14 jogos de cama, mas duas luminárias vieram com o cabo curto.",
      "Oi Beatriz, que pena! Já separei dois cabos de 3 metros, saem hoje pelo Sedex sem custo.",
      "Perfeito, obrigada!",
    ],
  },
];

/** Creates the companies with their people, in one operation; their conversations follow. */
export async function createCompanies(run: Run, { admin, contactIds }: Pick<Cast, "admin" | "contactIds">) {
  await run(
    async (tx) => {
      for (const { people, ...fields } of COMPANIES) {
        const { id } = await createCompany(tx, fields);
        for (const { key, name, email, phone, attributes } of people) {
          const given = { name, email, phone, companyId: id, customAttributes: attributes };
          contactIds.set(key, (await createContact(tx, given)).contact.id);
        }
      }
    },
    admin,
    null,
  );
}

/** All steps of the companies' conversations. */
export function tradeSteps({ cast, random, now }: World): Step[] {
  const people = new Map(COMPANIES.flatMap((company) => company.people.map((one) => [one.email, one])));
  return ORDERS.flatMap(({ daysAgo, inbox, agent, email, attributes, deliveryInDays, lines, isResolved }) => {
    const customer = people.get(email);
    if (!customer) throw new Error(`nobody in the demo has the email ${email}`);
    const delivery = new Date(now + deliveryInDays * DAY_MS).toISOString().slice(0, 10);
    const [text = "", ...rest] = lines;
    const arrival = {
      startedBy: "other" as const,
      text,
      customAttributes: { ...attributes, delivery_date: delivery },
    };
    const thread = openThread({ cast, random, inbox, agent, customer, arrival });
    thread.label("wholesale");
    for (const [n, line] of rest.entries()) {
      thread.wait(5, 90);
      if (n % 2 === 0) thread.agent(line);
      else thread.customer(line);
    }
    if (isResolved) thread.signal("agent", "resolve");
    return thread.place(now - daysAgo * DAY_MS, now);
  });
}
