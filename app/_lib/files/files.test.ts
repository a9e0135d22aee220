import { TRPCClientError } from "@trpc/client";
import { describe, expect, test } from "vitest";
import type { Attachment } from "@/server/contract/_shared/dto";
import { anAttachment } from "@/test/support/scenes/dtos";
import { durationText, sizeText, splitName } from "./file-text";
import { copyFile, problemOf } from "./upload-file";
import { UploadFailed, type UploadFile } from "./upload-queue";
import { canRetry, sendingBlockedBy } from "./upload-state";
import { createUploads, type LocalImages } from "./uploads";

describe("file text", () => {
  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1,023 bytes"],
    [1024, "1 kB"],
    [1536 * 1024, "1.5 MB"],
    [40 * 1024 * 1024, "40 MB"],
    [3 * 1024 ** 3, "3 GB"],
    [5000 * 1024 ** 3, "5,000 GB"],
  ])("%i bytes read %s", (bytes, text) => expect(sizeText(bytes, "en")).toBe(text));

  test("sizes are formatted in the reader's language", () => expect(sizeText(12, "zh")).toBe("12字节"));

  test.each([
    [0, "0:00"],
    [7_400, "0:07"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
  ])("%i ms read %s", (ms, text) => expect(durationText(ms)).toBe(text));

  test.each([
    ["Invoice 2026-11-21.pdf", "Invoice 2026-1", "1-21.pdf"],
    ["a.pdf", "", "a.pdf"],
    ["发票合同扫描件最终版.docx", "发票合同扫描", "件最终版.docx"],
    ["README", "RE", "ADME"],
    ["photo. from holiday", "photo. from hol", "iday"],
    ["", "", ""],
  ])("the name %j is cut before its end", (name, head, tail) =>
    expect(splitName(name)).toEqual([head, tail]),
  );
});

describe("upload file", () => {
  const refusal = (code: string) => ({ error: { code, message: "no" } });

  test.each([
    ["the day's budget is spent", 429, refusal("file.over_budget"), "over_budget", false],
    ["a rate limit refused it", 429, refusal("request.rate_limited"), "busy", true],
    ["a proxy refused it", 429, "<html>", "busy", true],
    ["the disk has no room", 507, refusal("storage.full"), "full", true],
    ["the bucket is away", 503, refusal("file.not_stored"), "not_stored", true],
    ["the file is too large", 413, refusal("file.too_large"), "too_large", false],
  ] as const)("an upload says that %s", (_, status, body, problem, mayRetry) => {
    expect(problemOf(status, body)).toBe(problem);
    expect(canRetry(problem)).toBe(mayRetry);
  });

  const source = (copy: () => Promise<ReturnType<typeof anAttachment>>) => ({
    name: "prices.pdf",
    size: 10,
    type: "application/pdf",
    copy,
  });

  const refused = (httpStatus: number) =>
    TRPCClientError.from({ error: { message: "no", code: -32_000, data: { httpStatus } } });

  test("a copy answers the file, or says why the server refused it", async () => {
    const stored = anAttachment({ id: 7 });
    expect(await copyFile(source(async () => stored))).toBe(stored);
    await expect(copyFile(source(() => Promise.reject(refused(404))))).rejects.toMatchObject({
      problem: "refused",
    });
    await expect(copyFile(source(() => Promise.reject(refused(503))))).rejects.toMatchObject({
      problem: "not_stored",
    });
  });

  test("without an answer it may be tried again as an upload that was interrupted", async () => {
    const away = new TRPCClientError("fetch failed");
    await expect(copyFile(source(() => Promise.reject(away)))).rejects.toBe(away);
  });
});

describe("uploads", () => {
  const LIMITS = { bytesMax: 100, perMessage: 4 };

  const file = (name: string, bytes = 10, type = "application/pdf") =>
    new File([new Uint8Array(bytes)], name, { type });

  const stored = (id: number, name: string): Attachment =>
    anAttachment({ id, name, contentType: "application/pdf" });

  /** Uploads that end when the test says so. */
  function aPage() {
    const running = new Map<
      string,
      { done: () => void; fail: (error: Error) => void; progress: (n: number) => void }
    >();
    const aborted: string[] = [];
    let lastId = 0;
    const upload: UploadFile = ({ name }, { signal, onProgress }) =>
      new Promise((resolve, reject) => {
        const done = () => resolve(stored(++lastId, name));
        running.set(name, { done, fail: reject, progress: onProgress });
        signal.addEventListener("abort", () => {
          aborted.push(name);
          reject(signal.reason);
        });
      });
    const revoked: string[] = [];
    const kept = new Map<number, string>();
    const images: LocalImages = {
      make: ({ name }) => ({ url: name, width: null, height: null }),
      keep: (id, { url }) => void kept.set(id, url),
      find: (id) => (kept.has(id) ? { url: kept.get(id) ?? "", width: null, height: null } : null),
      revoke: ({ url }) => void revoked.push(url),
    };
    const uploads = createUploads(upload, images);
    const states = (displayId = 1) =>
      uploads.read(displayId).map(({ name, state }) => `${name} ${state.kind}`);
    const settle = async (act: () => void) => {
      act();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { uploads, running, aborted, revoked, states, settle };
  }

  test("three files are uploaded at a time, over all conversations, in the order they were added", async () => {
    const { uploads, running, states, settle } = aPage();
    uploads.add(1, [file("a"), file("b")], LIMITS);
    uploads.add(2, [file("c"), file("d")], LIMITS);
    expect([...running.keys()]).toEqual(["a", "b", "c"]);
    expect(states(2)).toEqual(["c sending", "d waiting"]);
    await settle(() => running.get("b")?.done());
    expect([...running.keys()]).toEqual(["a", "b", "c", "d"]);
    expect(states(1)).toEqual(["a sending", "b stored"]);
  });

  test("files beyond the limit of a message are left out and counted", () => {
    const { uploads, states } = aPage();
    expect(uploads.add(1, [file("a"), file("b"), file("c")], LIMITS)).toBe(0);
    expect(uploads.add(1, [file("d"), file("e"), file("f")], LIMITS)).toBe(2);
    expect(states()).toEqual(["a sending", "b sending", "c sending", "d waiting"]);
    expect(
      uploads.add(
        2,
        Array.from({ length: 6 }, (_, n) => file(String(n))),
        null,
      ),
    ).toBe(0);
  });

  test("a file that is too large fails without an upload and does not take a turn", () => {
    const { uploads, running, states } = aPage();
    uploads.add(1, [file("big", 101), file("full", 100)], LIMITS);
    expect(states()).toEqual(["big failed", "full sending"]);
    expect([...running.keys()]).toEqual(["full"]);
    expect(sendingBlockedBy(uploads.read(1))).toBe("failed");
  });

  test("progress is reported once per percent, and never after the file was removed", async () => {
    const { uploads, running, states, settle } = aPage();
    uploads.add(1, [file("a")], LIMITS);
    let told = 0;
    uploads.subscribe(() => told++);
    for (const percent of [10, 10, 11]) running.get("a")?.progress(percent);
    expect(told).toBe(2);
    expect(uploads.read(1)[0]?.state).toEqual({ kind: "sending", percent: 11 });
    uploads.remove(1, uploads.read(1)[0]?.key ?? "");
    running.get("a")?.progress(50);
    await settle(() => running.get("a")?.done());
    expect(states()).toEqual([]);
  });

  test("removing a file cancels its upload, releases its image and lets the next one begin", async () => {
    const { uploads, running, aborted, revoked, settle } = aPage();
    const photo = file("a.png", 10, "image/png");
    uploads.add(1, [photo, file("b"), file("c"), file("d")], LIMITS);
    await settle(() => uploads.remove(1, uploads.read(1)[0]?.key ?? ""));
    expect(aborted).toEqual(["a.png"]);
    expect(revoked).toEqual(["a.png"]);
    expect([...running.keys()]).toContain("d");
  });

  test("a failed file says why, blocks sending, and is uploaded by a retry", async () => {
    const { uploads, running, states, settle } = aPage();
    uploads.add(1, [file("a")], LIMITS);
    await settle(() => running.get("a")?.fail(new UploadFailed("not_stored")));
    const [failed] = uploads.read(1);
    expect(failed?.state).toEqual({ kind: "failed", problem: "not_stored" });
    expect(sendingBlockedBy(uploads.read(1))).toBe("failed");
    await settle(() => uploads.retry(1, failed?.key ?? ""));
    expect(sendingBlockedBy(uploads.read(1))).toBe("running");
    await settle(() => running.get("a")?.done());
    expect(states()).toEqual(["a stored"]);
    expect(sendingBlockedBy(uploads.read(1))).toBeNull();
  });

  test("a sent message takes its files, and they return before what was added since, once", async () => {
    const { uploads, running, states, settle } = aPage();
    uploads.add(1, [file("a.png", 10, "image/png"), file("b")], LIMITS);
    await settle(() => running.get("b")?.done());
    await settle(() => running.get("a.png")?.done());
    const sent = uploads.take(1);
    expect(sent.map(({ name, id }) => [name, id])).toEqual([
      ["a.png", 2],
      ["b", 1],
    ]);
    expect(states()).toEqual([]);
    uploads.add(1, [file("c")], LIMITS);
    uploads.restore(1, sent);
    uploads.restore(1, sent);
    expect(states()).toEqual(["a.png stored", "b stored", "c sending"]);
    expect(uploads.read(1)[0]?.image?.url).toBe("a.png");
    expect(uploads.take(1)).toEqual(sent);
  });

  test("a file that is copied waits, counts and is sent like an upload, and has no image of this page", async () => {
    const { uploads, running, states, settle } = aPage();
    const copied = { name: "prices.png", size: 10, type: "image/png", copy: () => Promise.reject() };
    expect(uploads.add(1, [file("a"), file("b"), file("c"), copied, copied], LIMITS)).toBe(1);
    expect(uploads.read(1).map(({ image }) => image)).toEqual([null, null, null, null]);
    await settle(() => running.get("a")?.done());
    expect(states()[3]).toBe("prices.png sending");
    for (const name of ["b", "c", "prices.png"]) await settle(() => running.get(name)?.done());
    expect(uploads.take(1).map(({ name }) => name)).toEqual(["a", "b", "c", "prices.png"]);
  });
});
