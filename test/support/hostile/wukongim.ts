import { randomUUID } from "node:crypto";
import { WUKONGIM_ROUTES } from "@/server/dialects/wukongim/routes";
import { createRandom, type Random } from "@/server/setup/demo/random";
import { ownWukongim } from "@/test/guarantees/routes/own-further";
import type { Api } from "@/test/support/clients/api";
import { createTokenTenant } from "@/test/support/clients/api";
import { digestOf } from "./parties";
import { hostileText, hostileValue } from "./values";

export type FuzzResult = {
  /** Answers that must not be: 5xx, none, no JSON, or with what another account has. */
  faults: string[];
  /** How many answers had each status. */
  statuses: Record<number, number>;
  changedTables: string[];
};

const UIDS = ["ann", "bob", "cat", "____system", "desk", "____agent_1", "用户一"];
const CHANNELS = ["g1", "g2", "g3", "bob", "ann", "群"];
const SEQS = [0, 1, 2, 5, 2 ** 31, 2 ** 53, 9_007_199_254_740_993n, 18_446_744_073_709_551_616n];
const PAYLOADS = [
  '{"type":1,"content":"Hello"}',
  '{"type":1001,"content":"{0} {1}","extra":[{"name":"x"},null,1]}',
  '{"type":99,"cmd":"typing"}',
  '{"type":2,"url":"/a.png","name":"a"}',
  "[1,2",
  "\u0000\ud800",
  "{}",
].map((text) => Buffer.from(text).toString("base64"));

type Draw = (random: Random) => unknown;
const oneOf =
  (values: readonly unknown[]): Draw =>
  (random) =>
    random.pick(values);
const listOf =
  (draw: Draw): Draw =>
  (random) =>
    Array.from({ length: random.between(0, 4) }, () => draw(random));

const bit = oneOf([0, 1, 0, 1, null]);
const uid = oneOf(UIDS);
const seq = oneOf(SEQS);
const header: Draw = (random) => ({ sync_once: bit(random), no_persist: bit(random), red_dot: bit(random) });

/** The fields of all routes, each with values that its schema accepts. */
const FIELDS: Readonly<Record<string, Draw>> = {
  header,
  from_uid: oneOf(["", ...UIDS]),
  uid,
  login_uid: uid,
  channel_id: oneOf(CHANNELS),
  channel_type: oneOf([1, 2, 2, 3, 10]),
  client_msg_no: oneOf(["", "1", "2", "3"]),
  payload: oneOf(PAYLOADS),
  setting: oneOf([0, 8, 255]),
  expire: oneOf([0, 60, 2 ** 31 - 1]),
  topic: oneOf(["", "t"]),
  subscribers: listOf(uid),
  uids: listOf(uid),
  reset: bit,
  ban: bit,
  disband: bit,
  send_ban: bit,
  allow_stranger: bit,
  start_message_seq: seq,
  end_message_seq: seq,
  message_seq: seq,
  last_message_seq: seq,
  limit: oneOf([0, 1, 10, 10_000, 2 ** 40]),
  pull_mode: bit,
  version: seq,
  last_msg_seqs: oneOf(["", "g1:2:1|bob:1:0", "a:b:2:7", "|||", ":::"]),
  msg_count: oneOf([0, 1, 10, 2 ** 40]),
  only_unread: bit,
  exclude_channel_types: listOf(oneOf([1, 2, 99])),
  page: oneOf([0, 1, 2, 2 ** 50]),
  page_size: oneOf([0, 1, 500, 2 ** 50]),
  unread: oneOf([0, 1, 2 ** 40]),
  message_ids: listOf(oneOf([1, 2, "3", 9_007_199_254_740_993n, "18446744073709551615"])),
  message_id: oneOf([1, "2", 9_007_199_254_740_993n]),
  message_seqs: listOf(seq),
  client_msg_nos: listOf(oneOf(["1", "2"])),
  token: oneOf(["t"]),
  device_flag: oneOf([0, 1, -1, 99]),
  device_level: bit,
};

/** JSON with integers beyond 2^53 as they are. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `big:${one}` : one))?.replaceAll(
    /"big:(\d+)"/g,
    "$1",
  ) ?? "null";

function bodyFor(random: Random): string {
  const kind = random.weighted({ fields: 30, list: 2, value: 2, text: 1, deep: 1 });
  if (kind === "list") return jsonOf(listOf(uid)(random));
  if (kind === "value") return jsonOf(hostileValue(random));
  if (kind === "text") return hostileText(random);
  if (kind === "deep") return "[".repeat(30_000);
  const hostility = random.pick([0, 0, 0, 0.05, 0.3]);
  const entries = Object.entries(FIELDS).flatMap(([name, draw]) => {
    if (random.isLikely(0.15)) return [];
    return [[name, random.isLikely(hostility) ? hostileValue(random) : draw(random)]];
  });
  const text = jsonOf(Object.fromEntries(entries));
  return random.isLikely(0.02) ? text.slice(0, random.between(0, text.length)) : text;
}

const CONCURRENCY = 8;
const FAULTS_MAX = 10;
const ANSWER_WITHIN_MS = 20_000;

/** Sends random requests to WuKongIM's routes from one account; another has the same users and channels. */
export async function fuzzWukongim(
  api: Api,
  { seed, requests }: { seed: number; requests: number },
): Promise<FuzzResult> {
  const attacker = await createTokenTenant(api);
  const victim = await createTokenTenant(api);
  const mark = `mark${randomUUID()}`;
  await ownWukongim(api, attacker, "Own");
  await ownWukongim(api, victim, mark);
  await api.stamped();
  const before = await digestOf(api.world, victim.accountId);
  const result: FuzzResult = { faults: [], statuses: {}, changedTables: [] };
  const random = createRandom(seed);
  const send = async (nth: number): Promise<void> => {
    const [method, path] = random.pick(WUKONGIM_ROUTES);
    const body = method === "GET" ? null : bodyFor(random);
    const response = await fetch(`${api.url}/wukongim${path}`, {
      method,
      headers: { token: attacker.token, "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    result.statuses[response.status] = (result.statuses[response.status] ?? 0) + 1;
    const isFault = response.status >= 500 || text.includes(mark) || !/^[[{]/.test(text);
    if (isFault)
      result.faults.push(
        `${nth}: ${response.status} ${path} ${body?.slice(0, 400)}\n→ ${text.slice(0, 300)}`,
      );
  };
  let sent = 0;
  const worker = async () => {
    while (sent < requests && result.faults.length < FAULTS_MAX) await send(sent++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  await api.stamped();
  const after = await digestOf(api.world, victim.accountId);
  result.changedTables = Object.keys(after).filter((table) => after[table] !== before[table]);
  return result;
}
