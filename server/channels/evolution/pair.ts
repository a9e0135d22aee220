import type { ChannelPairing, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { createEvolutionApi } from "./server/evolution-api";
import { ensureInstance, readQrCode } from "./server/instance";
import type { EvolutionSettings } from "./settings";

/** Somebody waits for the code. An instance that has none yet needs two seconds to make one. */
const CALL_MS = 4_500;

/** The QR code of an inbox's instance, which is created if there is none. */
export async function pairEvolution({
  settings,
}: ConnectedInbox<EvolutionSettings>): Promise<ChannelPairing> {
  const api = createEvolutionApi({ totalMs: CALL_MS });
  try {
    const reading = await ensureInstance(api, settings);
    if (reading.state === "open") return { isConnected: true, qrCode: null, error: null };
    if ("words" in reading) return { isConnected: false, qrCode: null, error: reading.words };
    return { isConnected: false, qrCode: await readQrCode(api, settings), error: null };
  } finally {
    api.close();
  }
}
