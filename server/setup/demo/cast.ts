import type { Run } from "@/server/commands/_run/run";
import { createToken } from "@/server/commands/credentials/tokens";
import { type CreateInbox, createInbox } from "@/server/commands/inboxes/inboxes";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import { newSecret } from "@/server/lib/crypto/stored-secret";

export type InboxKey = "whatsapp" | "website" | "mail";
/** The demo's agents, and its administrator, who answers too. */
export type AgentKey = keyof typeof AGENTS | "admin";

/** The page `/demo` shows the widget of the inbox for the website, so that whoever tries the demo can write as a visitor. */
const INBOXES: Record<InboxKey, { bridge: string; inbox: CreateInbox }> = {
  whatsapp: { bridge: "WhatsApp bridge", inbox: { name: "WhatsApp Brasil", channel: "api" } },
  website: {
    bridge: "Web shop",
    inbox: {
      name: "Website",
      channel: "widget",
      settings: {
        title: "Casa Aurora",
        welcome: "Write something: the answer comes from the inbox that is open in your other window.",
        texts: { zh: { welcome: "写点什么吧：回复来自您另一个窗口中打开的收件箱。" } },
      },
    },
  },
  mail: { bridge: "Mail gateway", inbox: { name: "支持邮箱", channel: "api" } },
};

const AGENTS = {
  mariana: { name: "Mariana Costa", calledBy: "Mariana", inboxes: ["whatsapp"] },
  lucia: { name: "Lucía Fernández", calledBy: "Lucía", inboxes: ["whatsapp", "website"] },
  jonas: { name: "Jonas Weber", calledBy: "Jonas", inboxes: ["website"] },
  grace: { name: "Grace Okafor", calledBy: "Grace", inboxes: ["website", "mail"] },
  amira: { name: "أميرة حداد", calledBy: "أميرة", inboxes: ["website"] },
  chen: { name: "陈晓", calledBy: "陈晓", inboxes: ["mail"] },
  misaki: { name: "佐藤 美咲", calledBy: "佐藤", inboxes: ["mail"] },
} as const satisfies Record<string, { name: string; calledBy: string; inboxes: readonly InboxKey[] }>;

/** The demo's callers, inboxes and contacts. */
export type Cast = {
  admin: Caller;
  agents: Record<AgentKey, { caller: Caller; userId: number; calledBy: string }>;
  /** Answers first in the WhatsApp inbox. */
  bot: Caller;
  /**
   * The integrator's programs: they deliver customers' messages and report receipts. The website's visitors do both themselves, and its
   * shop only hands over what needs an agent.
   */
  bridges: Record<InboxKey, Caller>;
  inboxes: Record<InboxKey, number>;
  /** Contacts of customers who have written already, by their key. */
  contactIds: Map<string, number>;
};

/** The first member to sign in. Some conversations are assigned to them, so that their view is not empty. */
export const ADMINISTRATOR = { name: "Sam Rivera", calledBy: "Sam" };

type AgentName = keyof typeof AGENTS;
export const AGENT_KEYS = Object.keys(AGENTS) as AgentName[]; // it has no inherited keys
/** The hash of each agent's password. */
export type AgentPasswords = ReadonlyMap<AgentName, string>;

/** Creates the demo's inboxes and its agents. */
export async function createCast(
  run: Run,
  admin: Caller & { userId: number },
  passwords: AgentPasswords,
): Promise<Cast> {
  const inboxes = {
    whatsapp: await openInbox(run, admin, "whatsapp"),
    website: await openInbox(run, admin, "website"),
    mail: await openInbox(run, admin, "mail"),
  };
  const agent = async (key: AgentName) => {
    const passwordHash = passwords.get(key) ?? "unusable";
    const { name, calledBy, inboxes: keys } = AGENTS[key];
    const inboxIds = keys.map((inbox) => inboxes[inbox]);
    const fields = { name, email: demoAddress(key), role: "agent" as const, inboxIds, passwordHash };
    const { result } = await run(createMember, admin, fields);
    const actor = { type: "user" as const, id: result.id, name };
    const caller: Caller = { ...admin, actor, role: "agent", inboxIds, userId: result.id, via: "ui" };
    return { caller, userId: result.id, calledBy };
  };
  return {
    admin,
    inboxes,
    contactIds: new Map(),
    agents: {
      admin: { caller: admin, userId: admin.userId, calledBy: ADMINISTRATOR.calledBy },
      mariana: await agent("mariana"),
      lucia: await agent("lucia"),
      jonas: await agent("jonas"),
      grace: await agent("grace"),
      amira: await agent("amira"),
      chen: await agent("chen"),
      misaki: await agent("misaki"),
    },
    bot: {
      ...admin,
      actor: { type: "bot", id: null, name: "Lia" },
      role: "system",
      userId: null,
      via: "api",
    },
    bridges: {
      whatsapp: await openBridge(run, admin, "whatsapp"),
      website: await openBridge(run, admin, "website"),
      mail: await openBridge(run, admin, "mail"),
    },
  };
}

/** The sign-in email of a demo agent. */
export const demoAddress = (name: AgentName): string => `${name}@tickline.local`;

async function openInbox(run: Run, admin: Caller, key: InboxKey): Promise<number> {
  const { result } = await run(createInbox, admin, INBOXES[key].inbox);
  return result.id;
}

/** Creates an integrator with a token whose secret is discarded: the demo does not use it. */
async function openBridge(run: Run, admin: Caller, key: InboxKey): Promise<Caller> {
  const { result } = await run(createToken, admin, { name: INBOXES[key].bridge, secret: newSecret() });
  return {
    ...admin,
    actor: { type: "token", id: result.id, name: result.name },
    tokenId: result.id,
    via: "api",
  };
}
