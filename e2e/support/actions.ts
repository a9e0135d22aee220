import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { ACTION_HEADER, ACTION_TYPE, ACTIONS_PATH } from "@/server/contract/_shared/server-action";
import type { Random } from "@/server/setup/demo/random";

const MANIFEST = resolve(import.meta.dirname, "../../.next/server/server-reference-manifest.json");
const manifest = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string() })) });

/** The actions of the build under test: their names and ids. */
export function actionsOfBuild(): { name: string; id: string }[] {
  const { node } = manifest.parse(JSON.parse(readFileSync(MANIFEST, "utf8")));
  return Object.entries(node).map(([id, { exportedName }]) => ({ name: exportedName, id }));
}

type Sent = { headers?: Record<string, string | undefined>; body?: RequestInit["body"] };

/** Posts to the path of the actions, as their client does; a header of undefined is not sent. */
export async function postAction(url: string, id: string, { headers = {}, body = "[{}]" }: Sent) {
  const all = { origin: url, "content-type": ACTION_TYPE, [ACTION_HEADER]: id, ...headers };
  const given = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const request: RequestInit & { duplex: "half" } = { method: "POST", headers: given, body, duplex: "half" };
  const response = await fetch(url + ACTIONS_PATH, request);
  return { status: response.status, text: await response.text() };
}

const MARKED =
  "$F1 $K1 $Q1 $W1 $@0 $B1 $n1 $D2026 $undefined $Infinity $-0 $NaN $T $i1 $o1:a $$ $ACTION_ID_1".split(" ");
const VALUES: readonly unknown[] = [
  ...[
    [],
    [[]],
    {},
    JSON.parse('{"then":"$F1"}'),
    JSON.parse('{"__proto__":1}'),
    1e308,
    -1e308,
    2 ** 53,
    0.1,
    "",
    "\0",
    "\ud800",
    true,
    null,
  ],
  ...["\u0000$F1", "a".repeat(4_000), "__proto__", "constructor", "then"],
];
const NAMES = ["__proto__", "constructor", "then", "$ACTION_ID", "0", "", "a.b", "1_$ACTION_REF", "toString"];

/** A body that no action may take: a good input of another's, damaged in one way. */
export function hostileBody(random: Random, input: Record<string, unknown>): Buffer {
  const [names, value] = [Object.keys(input), random.pick([...MARKED, ...MARKED, ...VALUES])];
  const damaged = JSON.stringify({ ...input, [random.pick(names)]: value });
  const named = `${JSON.stringify(input).slice(0, -1)},${JSON.stringify(random.pick(NAMES))}:${JSON.stringify(value)}}`;
  return random.pick([
    () => Buffer.from(`[${damaged}]`),
    () => Buffer.from(`[${damaged}]`),
    () => Buffer.from(`[${named.replace(/"displayId":\d+/, '"displayId":"x"')}]`),
    () => Buffer.from(`[${JSON.stringify(input)},${damaged}]`),
    () => Buffer.from(`["$F1",${damaged}]`),
    () => Buffer.from(JSON.stringify(value) ?? ""),
    () => Buffer.from(`[${"[".repeat(random.between(1, 3_000))}]`),
    () => Buffer.from(`[${damaged}`.slice(0, random.between(1, damaged.length))),
    () => Buffer.from([...Buffer.from(`[${damaged}`), random.between(128, 255), 0x5d]),
    () => Buffer.from(`0:${damaged}\n1:${damaged}`),
    () => Buffer.from(`--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n[${damaged}]\r\n--x--`),
    () => Buffer.from("[{}]"),
  ])();
}
