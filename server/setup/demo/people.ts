import type { CustomerPlan } from "@/server/setup/demo/conversation/arrival";
import { ar } from "@/server/setup/demo/tongues/ar";
import { de } from "@/server/setup/demo/tongues/de";
import { en } from "@/server/setup/demo/tongues/en";
import { es } from "@/server/setup/demo/tongues/es";
import { fr } from "@/server/setup/demo/tongues/fr";
import { ja } from "@/server/setup/demo/tongues/ja";
import { pt } from "@/server/setup/demo/tongues/pt";
import type { Tongue } from "@/server/setup/demo/tongues/tongue";
import { zh } from "@/server/setup/demo/tongues/zh";
import type { AgentKey, InboxKey } from "./cast";
import type { Random } from "./random";

/** A group of customers: their language, inbox, agents, and share of all conversations. */
export type Crowd = { tongue: Tongue; inbox: InboxKey; agents: readonly AgentKey[]; share: number };

export const CROWDS: readonly Crowd[] = [
  { tongue: pt, inbox: "whatsapp", agents: ["mariana", "mariana", "lucia", "admin"], share: 54 },
  { tongue: es, inbox: "whatsapp", agents: ["lucia"], share: 12 },
  { tongue: es, inbox: "website", agents: ["lucia"], share: 16 },
  { tongue: en, inbox: "website", agents: ["grace", "jonas", "admin"], share: 38 },
  { tongue: en, inbox: "mail", agents: ["grace", "admin"], share: 16 },
  { tongue: de, inbox: "website", agents: ["jonas"], share: 30 },
  { tongue: fr, inbox: "website", agents: ["amira"], share: 21 },
  { tongue: ar, inbox: "website", agents: ["amira"], share: 16 },
  { tongue: zh, inbox: "mail", agents: ["chen", "chen", "admin"], share: 33 },
  { tongue: ja, inbox: "mail", agents: ["misaki"], share: 17 },
];

/** Returns a new customer or, one time in five, an earlier one. */
export function createCrowd(crowd: Crowd, random: Random): { next(): CustomerPlan } {
  const { tongue, inbox } = crowd;
  const known: CustomerPlan[] = [];
  const phones = new Set<string>();
  const stranger = (): CustomerPlan => {
    const [given = "", givenLatin = given] = random.pick(tongue.given).split("|");
    const [family = "", familyLatin = family] = random.pick(tongue.family).split("|");
    const key = `${tongue.language}/${inbox}/${known.length}`;
    const address = `${latin(givenLatin)}.${latin(familyLatin)}${known.length + 1}`;
    return {
      key,
      name: fullName(tongue, given, family),
      calledBy: calledBy(tongue, given, family),
      email: inbox === "whatsapp" ? null : `${address}.${inbox}@${tongue.mailDomain}`,
      phone: inbox === "whatsapp" ? newPhone(tongue, phones, random) : null,
    };
  };
  return {
    next() {
      if (known.length > 0 && random.isLikely(0.2)) return random.pick(known);
      const customer = stranger();
      known.push(customer);
      return customer;
    },
  };
}

function fullName({ order }: Tongue, given: string, family: string): string {
  if (order === "given family") return `${given} ${family}`;
  return order === "family given" ? `${family} ${given}` : `${family}${given}`;
}

/** The form of address: 张建国 by the whole name, 田中 陽子 by the family name, all others by the given name. */
function calledBy(tongue: Tongue, given: string, family: string): string {
  if (tongue.order === "familygiven") return fullName(tongue, given, family);
  return tongue.order === "family given" ? family : given;
}

/** Whether a name fits this language. */
export function couldSpeak({ given, family }: Tongue, name: string): boolean {
  const isIn = (names: readonly string[]) => names.some((one) => name.includes(one.split("|")[0] ?? one));
  return isIn(given) && isIn(family);
}

/** `Élodie` → `elodie`, `Yılmaz` → `yilmaz`. */
const latin = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll("ı", "i")
    .normalize("NFD")
    .replaceAll(/[^a-z]/g, "");

function newPhone(tongue: Tongue, taken: Set<string>, random: Random): string {
  const { phonePrefix, phoneDigits } = tongue;
  const number = random.between(0, 10 ** phoneDigits - 1);
  const phone = `${phonePrefix}${String(number).padStart(phoneDigits, "0")}`;
  if (taken.has(phone)) return newPhone(tongue, taken, random);
  taken.add(phone);
  return phone;
}
