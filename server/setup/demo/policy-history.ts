import { type ChangePolicy, changePolicy } from "@/server/commands/inboxes/change-policy";
import type { Cast, InboxKey } from "./cast";
import { ALONE, type Step } from "./schedule";

const DAY_MS = 86_400_000;

type Change = { daysAgo: number; inbox: InboxKey; settings: ChangePolicy["settings"]; reason: string };

/** The history of the settings. Every conversation is decided by the policy of its own day. */
const HISTORY: readonly Change[] = [
  {
    daysAgo: 30.9,
    inbox: "whatsapp",
    settings: { botEnabled: true },
    reason: "A Lia responde primeiro a partir de hoje.",
  },
  {
    daysAgo: 27,
    inbox: "mail",
    settings: { onMessageAfterResolve: "newConversation" },
    reason: "新问题开新会话，便于统计。",
  },
  {
    daysAgo: 24,
    inbox: "website",
    settings: { startAsPending: true },
    reason: "Jonas triages new conversations in the morning.",
  },
  {
    daysAgo: 18,
    inbox: "whatsapp",
    settings: { botTakesReopened: true },
    reason: "Quem volta também fala primeiro com a Lia.",
  },
  {
    daysAgo: 15,
    inbox: "mail",
    settings: { callerStatusWins: false },
    reason: "The mail gateway marked everything as pending.",
  },
  {
    daysAgo: 2.04,
    inbox: "mail",
    settings: { botEnabled: true },
    reason: "试用邮件机器人。",
  },
  {
    daysAgo: 2.01,
    inbox: "mail",
    settings: { botEnabled: false },
    reason: "机器人还不懂发票问题，先停用。",
  },
  {
    daysAgo: 9,
    inbox: "whatsapp",
    settings: { botTakesReopened: false },
    reason: "Clientes reclamaram: quem volta quer uma pessoa.",
  },
  {
    daysAgo: 6,
    inbox: "website",
    settings: { startAsPending: false },
    reason: "Triage took longer than answering.",
  },
  {
    daysAgo: 2.5,
    inbox: "whatsapp",
    settings: { botTakesReopened: true },
    reason: "Novo roteiro da Lia para quem volta.",
  },
];

/** The policy changes of the last month as steps, made by the administrator. */
export const policySteps = (cast: Cast, now: number): Step[] =>
  HISTORY.map(({ daysAgo, inbox, settings, reason }) => ({
    at: new Date(now - daysAgo * DAY_MS),
    lanes: [ALONE],
    work: async (run) => {
      await run(changePolicy, cast.admin, { inboxId: cast.inboxes[inbox], settings, reason });
    },
  }));
