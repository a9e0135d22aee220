import { z } from "zod";
import type { EvolutionAccess, EvolutionApi } from "./evolution-api";
import { answerOf } from "./evolution-api";
import { failureWords } from "./evolution-outcome";

/** What an instance is doing. `refused`: the server does not accept the key. `unknown`: there was no usable answer. */
export type InstanceReading =
  | { state: "open" | "connecting" | "close" | "missing" }
  | { state: "refused" | "unknown"; words: string };

/** What a closed connection is shown with. */
export const NOT_CONNECTED = "The instance is not connected to WhatsApp. Scan its QR code.";

const stateAnswer = z.object({ instance: z.object({ state: z.enum(["open", "connecting", "close"]) }) });

/** The state of an inbox's instance. */
export async function readInstance(api: EvolutionApi, access: EvolutionAccess): Promise<InstanceReading> {
  const posted = await api.get(access, "instance/connectionState");
  const read = answerOf(posted, stateAnswer);
  if (read) return read.instance;
  const status = posted.answered ? posted.status : null;
  if (status === 404) return { state: "missing" };
  const words = failureWords(posted);
  return { state: status === 401 || status === 403 ? "refused" : "unknown", words };
}

/** The instance as it is, created if there is none. */
export async function ensureInstance(api: EvolutionApi, access: EvolutionAccess): Promise<InstanceReading> {
  const read = await readInstance(api, access);
  if (read.state !== "missing") return read;
  const created = await api.createInstance(access, {
    instanceName: access.instance,
    integration: "WHATSAPP-BAILEYS",
    qrcode: false,
  });
  const isRefused = !created.answered || created.status >= 300;
  if (!isRefused) return { state: "close" };
  const again = await readInstance(api, access); // another process may have created it
  if (again.state !== "missing") return again;
  return { state: "unknown", words: `The instance could not be created: ${failureWords(created)}` };
}

const rootAnswer = z.object({ version: z.string() });

/** The version that a server reports of itself, such as 2.3.7; null: it reports none. */
export async function readVersion(api: EvolutionApi, access: EvolutionAccess): Promise<string | null> {
  return answerOf(await api.getPath(access, ""), rootAnswer)?.version ?? null;
}

const QR_CHARS_MAX = 200_000;
const picture = z
  .string()
  .max(QR_CHARS_MAX)
  .regex(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/);
const code = z.object({
  base64: picture.nullish().catch(null),
  pairingCode: z.string().nullish().catch(null),
});
const pairingAnswer = code.extend({ qrcode: code.optional() });

/** The QR code that a phone scans, as the address of a picture; null: there is none yet. Nothing logs or stores it. */
export async function readQrCode(api: EvolutionApi, access: EvolutionAccess): Promise<string | null> {
  const read = answerOf(await api.get(access, "instance/connect"), pairingAnswer);
  return read?.base64 ?? read?.qrcode?.base64 ?? null;
}

const chatwootAnswer = z.object({ enabled: z.boolean() });

/** Whether the instance writes into a Chatwoot inbox as well. */
export async function isChatwootOn(api: EvolutionApi, access: EvolutionAccess): Promise<boolean> {
  return answerOf(await api.get(access, "chatwoot/find"), chatwootAnswer)?.enabled ?? false;
}

const groupAnswer = z.object({ subject: z.string() });

/** The name of a group; null: it cannot be read now. */
export async function readGroupName(
  api: EvolutionApi,
  access: EvolutionAccess,
  groupJid: string,
): Promise<string | null> {
  const name = encodeURIComponent(access.instance);
  const posted = await api.getPath(
    access,
    `group/findGroupInfos/${name}?groupJid=${encodeURIComponent(groupJid)}`,
  );
  return answerOf(posted, groupAnswer)?.subject.trim() || null;
}
